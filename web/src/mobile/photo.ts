// Photos are made small on the phone, since a village line would take minutes for 8 MB. The server turns, checks and
// encodes them again whatever comes.

const longEdge = 1600
const smallEnough = 600_000 // bytes that are not worth the work

/** A smaller JPEG of the photo, or the photo itself where this browser cannot make one. */
export async function shrink(file: File): Promise<Blob> {
  // A browser that does not turn photos by itself would lose their orientation with the rest of the metadata.
  const turns = CSS.supports('image-orientation', 'from-image')
  if (file.size <= smallEnough || !turns) return file
  const url = URL.createObjectURL(file)
  try {
    const image = await load(url)
    const scale = Math.min(1, longEdge / Math.max(image.naturalWidth, image.naturalHeight))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(image.naturalWidth * scale)
    canvas.height = Math.round(image.naturalHeight * scale)
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    const small = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.8))
    return small && small.size < file.size ? small : file
  } catch {
    return file
  } finally {
    URL.revokeObjectURL(url)
  }
}

function load(url: string): Promise<HTMLImageElement> {
  return new Promise((done, failed) => {
    const image = new Image()
    image.onload = () => done(image)
    image.onerror = failed
    image.src = url
  })
}
