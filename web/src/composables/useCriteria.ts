import { shallowRef } from 'vue'
import { listCriteria } from '@/api/standard'
import { useCan } from './useCan'

/** The names of the clauses, for chips that hold only their ids. */
export function useCriteria() {
  const names = shallowRef(new Map<string, string>())
  if (useCan()('standard:read')) {
    listCriteria({})
      .then((all) => (names.value = new Map(all.map((c) => [c.id, `${c.title} ${c.required}`]))))
      .catch(() => {}) // the chip then shows the id
  }
  return { nameOf: (id: string) => names.value.get(id) }
}
