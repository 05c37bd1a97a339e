// Opens /book.epub in foliate-js and connects its links to its note pop-ups, which its stock reader
// leaves undone.  The tests drive it through `globalThis.reader`.
import '/foliate-js/view.js'
import { FootnoteHandler } from '/foliate-js/footnotes.js'

// As in foliate's own reader, with its rule that hides notes marked up as asides.
const readerStyle = `
  @namespace epub "http://www.idpf.org/2007/ops";
  html { color-scheme: light dark; }
  @media (prefers-color-scheme: dark) { a:link { color: lightblue; } }
  p, li, blockquote, dd { line-height: 1.4; text-align: justify; hyphens: auto; widows: 2; }
  aside[epub|type~="endnote"], aside[epub|type~="footnote"],
  aside[epub|type~="note"], aside[epub|type~="rearnote"] { display: none; }
`

const view = document.createElement('foliate-view')
document.body.append(view)

// foliate looks at a page once more a moment after it was scrolled, so a closed note stays until then.
const popUp = content => {
  const dialog = document.createElement('dialog')
  dialog.append(content)
  document.body.append(dialog)
  dialog.addEventListener('close', () => {
    reader.popup = null
    setTimeout(() => dialog.remove(), 2000)
  })
  dialog.showModal()
  return dialog
}

const notes = new FootnoteHandler()
notes.addEventListener('before-render', ({ detail }) => {
  reader.dialog = popUp(detail.view)
  detail.view.renderer.setAttribute('flow', 'scrolled')
  detail.view.renderer.setStyles(readerStyle)
})
notes.addEventListener('render', ({ detail }) => {
  const { doc } = detail.view.renderer.getContents()[0]
  reader.popup = { doc, href: detail.href, type: detail.type }
})

view.addEventListener('load', ({ detail }) => { reader.shown = detail })
view.addEventListener('link', event => {
  reader.followed = event.detail.href
  notes.handle(view.book, event)?.catch(error => console.error(error))
})

const reader = globalThis.reader = { view, dialog: null, shown: null, popup: null, followed: null }
await view.open('/book.epub')
view.renderer.setStyles(readerStyle)
await view.init({ showTextStart: true })
reader.ready = true
