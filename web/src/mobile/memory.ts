// What this phone keeps between visits: the number to call back, the reports to follow, a half-written report.
// A browser that keeps nothing (private mode) only makes people type again.

const key = (name: string) => `banbantong-${name}`

export function remember(name: string, value: unknown) {
  try {
    localStorage.setItem(key(name), JSON.stringify(value))
  } catch {
    // full, or forbidden
  }
}

export function recall<T>(name: string): T | undefined {
  try {
    const text = localStorage.getItem(key(name))
    return text === null ? undefined : (JSON.parse(text) as T)
  } catch {
    return undefined
  }
}

export function forget(name: string) {
  try {
    localStorage.removeItem(key(name))
  } catch {
    // forbidden
  }
}

/** A report made on this phone that can be followed. */
export interface Followed {
  number: string
  follow: string
  place: string
}

/** The newest ten reports of this phone. */
export const followed = () => recall<Followed[]>('followed') ?? []

export function follow(report: Followed) {
  remember('followed', [report, ...followed().filter((f) => f.number !== report.number)].slice(0, 10))
}

/** Something that no other phone says; crypto.randomUUID is missing in WeChat's browser of 2020. */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('')
}
