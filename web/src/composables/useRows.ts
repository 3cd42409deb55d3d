import { computed } from 'vue'
import { given } from '@/api/http'
import type { Page } from '@/api/types'
import { useListQuery } from './useListQuery'
import { useLoad } from './useLoad'
import { usePlace } from './usePlace'

/** What every list keeps in the address beside its own filters; `open` is the row in the side panel. */
const common = { q: '', page: 1, page_size: 50, sort: '', open: 0 }

type Value = string | number | boolean | string[]

/**
 * A list page: its filters live in the address, its rows are those of the place one looks at, and a DataTable takes
 * `table` and `handlers` as they are.
 */
export function useRows<Row extends { id: number }, Query, Filters extends Record<string, Value>>(
  filters: Filters,
  fetcher: (query: Query) => Promise<Page<Row>>,
) {
  const { params, update, reset, filtered } = useListQuery({ ...common, ...filters })
  const place = usePlace()
  const query = computed(() => {
    const { open: _open, ...rest } = params.value
    return JSON.stringify(given({ organisation: place.value, ...rest }))
  })
  const { data, problem, loading, reload } = useLoad(query, (text) => fetcher(JSON.parse(text) as Query))

  const rows = computed(() => data.value?.items)
  const opened = computed(() => rows.value?.find((row) => row.id === params.value.open))
  const set = (changes: Record<string, Value>) => update(changes as Partial<typeof params.value>)

  /** The filters that stand in fields of the page. */
  const fields = new Set<keyof Filters & string>()
  const filtersSet = computed(() => [...fields].filter((key) => String(params.value[key]) !== String(filters[key])).length)

  const table = computed(() => ({
    rows: rows.value,
    total: data.value?.total,
    totalCapped: data.value?.total_capped,
    page: params.value.page,
    pageSize: params.value.page_size,
    sort: params.value.sort,
    loading: loading.value,
    problem: problem.value,
    current: params.value.open,
    filtersSet: filtersSet.value,
    retry: reload,
  }))
  const handlers = {
    'update:page': (page: number) => set({ page }),
    'update:pageSize': (page_size: number) => set({ page_size }),
    'update:sort': (sort: string) => set({ sort }),
    open: (row: Row) => set({ open: row.id, page: params.value.page }),
  }
  const close = () => set({ open: 0, page: params.value.page })
  /** A filter as a field's v-model. */
  function filter<K extends keyof Filters & string>(key: K) {
    fields.add(key)
    return computed({ get: () => params.value[key] as Filters[K], set: (value) => set({ [key]: value }) })
  }

  return { params, set, reset, filtered, query, rows, opened, close, table, handlers, filter, reload }
}
