import { computed } from 'vue'
import { type LocationQuery, type LocationQueryRaw, useRoute, useRouter } from 'vue-router'

type Value = string | number | boolean | string[]
export type QueryShape = Record<string, Value>

/** Reads the query with the types of the defaults; what cannot be read is the default. */
export function readQuery<T extends QueryShape>(query: LocationQuery, defaults: T): T {
  const read = (key: string, fallback: Value): Value => {
    const raw = query[key]
    if (raw == null) return fallback
    const texts = (Array.isArray(raw) ? raw : [raw]).filter((v): v is string => v !== null)
    if (Array.isArray(fallback)) return texts
    const text = texts[0] ?? ''
    if (typeof fallback === 'boolean') return text === 'true'
    if (typeof fallback === 'string') return text
    return text !== '' && Number.isFinite(Number(text)) ? Number(text) : fallback
  }
  return Object.fromEntries(Object.entries(defaults).map(([key, value]) => [key, read(key, value)])) as T
}

/** Writes changes over a query; what equals its default is left out, so that addresses stay short. */
export function writeQuery<T extends QueryShape>(query: LocationQuery, changes: Partial<T>, defaults: T): LocationQueryRaw {
  const next: LocationQueryRaw = { ...query }
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined || String(value) === String(defaults[key])) delete next[key]
    else next[key] = Array.isArray(value) ? value : String(value)
  }
  return next
}

/**
 * The state of a list (filters, sort, page) kept in the address, so that a link can be sent to a colleague and
 * the back button works. Changing anything but the page goes back to the first page.
 */
export function useListQuery<T extends QueryShape>(defaults: T) {
  const route = useRoute()
  const router = useRouter()
  const params = computed(() => readQuery(route.query, defaults))

  function update(changes: Partial<T>) {
    const paged = 'page' in defaults && !('page' in changes) ? { page: 1, ...changes } : changes
    return router.push({ query: writeQuery(route.query, paged as Partial<T>, defaults) })
  }
  const reset = () => update(defaults)
  const filtered = computed(() =>
    Object.keys(defaults).some(
      (key) => !['page', 'page_size', 'sort', 'open'].includes(key) && String(params.value[key]) !== String(defaults[key]),
    ),
  )
  return { params, update, reset, filtered }
}
