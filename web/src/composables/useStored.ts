import { ref, watch } from 'vue'

/** A preference of this browser, such as the chosen columns of a table. Broken or refused storage gives the default. */
export function useStored<T>(key: string, fallback: T) {
  const value = ref(read(key, fallback))
  watch(value, (v) => write(key, v), { deep: true })
  return value
}

function read<T>(key: string, fallback: T): T {
  try {
    const text = localStorage.getItem(key)
    return text === null ? fallback : (JSON.parse(text) as T)
  } catch {
    return fallback
  }
}

function write(key: string, value: unknown) {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // A browser without storage forgets the preference; nothing else depends on it.
  }
}
