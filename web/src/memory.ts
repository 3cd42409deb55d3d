// What this browser keeps between visits, for the pages of the desk and of the phone alike. A browser that keeps nothing
// (private mode) only makes people type again.

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
