import { computed, shallowRef } from 'vue'
import { listCriteria } from '@/api/standard'
import type { Criterion } from '@/api/types'
import { useCan } from './useCan'

/** The clauses by their ids, for chips, lists and choices that know only the ids. */
export function useCriteria() {
  const all = shallowRef<Criterion[]>([])
  if (useCan()('standard:read')) {
    listCriteria({})
      .then((found) => (all.value = found))
      .catch(() => {}) // the id is shown then
  }
  const byId = computed(() => new Map(all.value.map((c) => [c.id, c])))
  const of = (id: string) => byId.value.get(id)
  const nameOf = (id: string) => {
    const c = of(id)
    return c && `${c.title} ${c.required}`
  }
  return { all, of, nameOf }
}
