/** A key by which the server knows a repeated attempt; crypto.randomUUID is younger than the browsers we serve. */
export function requestKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
}
