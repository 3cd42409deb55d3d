import { computed, type Ref } from 'vue'
import { listCategories } from '@/api/registry'
import { useLoad } from '@/composables/useLoad'
import type { SpecsDraft } from './specsDraft'

/** Which groups of specs a device of the form's category has, and whether there is a computer to describe. */
export function useSections(form: { category: string }, draft: Ref<SpecsDraft>) {
  const { data: categories } = useLoad(
    () => 0,
    () => listCategories(),
  )
  const sections = computed(() => categories.value?.find((c) => c.code === form.category)?.sections ?? [])
  const hasHost = computed(() => sections.value.includes('host') && (form.category === 'host' || draft.value.has_host))
  return { categories, sections, hasHost }
}
