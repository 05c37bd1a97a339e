// What the tests ask of the open book: plain functions of `globalThis.reader`.

const BLOCKS = 'p, li, dt, dd, td, th, caption, blockquote, figcaption, div, br'

// The words of an element that is ours to change: paragraphs are parted by a space.
const words = element => {
  for (const block of element.querySelectorAll(BLOCKS)) block.after(' ')
  return element.textContent.replace(/\s+/g, ' ').trim()
}

// A title or name is a string, or one string per language.
globalThis.firstOf = value => typeof value === 'object' ? Object.values(value)[0] : value

globalThis.coverData = async () => {
  const blob = await reader.view.book.getCover()
  if (!blob) return null
  const bytes = new Uint8Array(await blob.arrayBuffer())
  return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''))
}

globalThis.placesOf = async role => {
  const places = []
  for (const section of reader.view.book.sections) {
    const doc = await section.createDocument()
    for (const element of doc.querySelectorAll(`[role~="${role}"]`)) places.push(`${section.id}#${element.id}`)
  }
  return places
}

globalThis.popupContent = () => {
  const { doc, href, type } = reader.popup
  const body = doc.body.cloneNode(true)
  const backlinks = [...body.querySelectorAll('[role~="doc-backlink"]')]
  const labels = backlinks.map(link => link.getAttribute('aria-label') ?? '')
  for (const link of backlinks) link.remove()
  return { href, kind: type, text: words(body), backlinks: labels }
}

// The content lies in a frame that is as wide as all its pages; the window shows one of them.
const isInView = element => {
  const frame = element.ownerDocument.defaultView.frameElement.getBoundingClientRect()
  return [...element.getClientRects()].some(box => {
    const left = frame.left + box.left, top = frame.top + box.top
    return left < innerWidth && left + box.width > 0 && top < innerHeight && top + box.height > 0
  })
}

const shownFile = () => reader.view.book.sections[reader.shown?.index]?.id

globalThis.whereAmI = () => {
  const elements = [...reader.shown.doc.querySelectorAll('[id]')]
  return { file: shownFile(), ids: elements.filter(isInView).map(element => element.id) }
}

globalThis.isShown = href => {
  const [file, id] = href.split('#')
  if (shownFile() !== file) return false
  const element = id ? reader.shown.doc.getElementById(id) : reader.shown.doc.body
  return element !== null && (!id || isInView(element))
}

const nextFrame = () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))

// Turns to the page where an element is (the `which`-th that a selector finds) and says where to click it.
globalThis.pointAt = async (selector, which) => {
  const find = doc => doc.querySelectorAll(selector)[which]
  await reader.view.renderer.goTo({ index: reader.shown.index, anchor: find })
  await nextFrame()
  const element = find(reader.shown.doc)
  const frame = element.ownerDocument.defaultView.frameElement.getBoundingClientRect()
  const box = element.getClientRects()[0]
  return [frame.left + box.left + box.width / 2, frame.top + box.top + box.height / 2]
}

// Resizing lays the book out again in its own time.
globalThis.settled = async () => {
  await new Promise(resolve => setTimeout(resolve, 300))
  await document.fonts.ready
  await nextFrame()
}
