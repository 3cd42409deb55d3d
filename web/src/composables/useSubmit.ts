import { computed, ref, shallowRef } from 'vue'
import { asProblem, type Problem } from '@/api/problem'

/** Runs a change once at a time, and keeps what went wrong beside the form, whose contents stay. */
export function useSubmit() {
  const busy = ref(false)
  const problem = shallowRef<Problem>()
  const fields = computed<Record<string, string>>(() => problem.value?.fields ?? {})

  /** True when the work succeeded. */
  async function submit(work: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = undefined
    try {
      await work()
      return true
    } catch (error) {
      problem.value = asProblem(error)
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, problem, fields, submit }
}
