import { onScopeDispose, ref, shallowRef, watch, type WatchSource } from 'vue'
import { asProblem, isAbort, type Problem } from '@/api/problem'

/**
 * Loads data now and again whenever the source changes. The last data stay on screen while newer are on their way,
 * and an answer that arrives after a newer question is dropped.
 */
export function useLoad<S, T>(source: WatchSource<S>, fetcher: (source: S, signal: AbortSignal) => Promise<T>) {
  const data = shallowRef<T>()
  const problem = shallowRef<Problem>()
  const loading = ref(false)
  let controller = new AbortController()
  let current: S

  async function run() {
    controller.abort()
    const mine = (controller = new AbortController())
    loading.value = true
    try {
      const answer = await fetcher(current, mine.signal)
      if (mine.signal.aborted) return
      data.value = answer
      problem.value = undefined
    } catch (error) {
      if (!mine.signal.aborted && !isAbort(error)) problem.value = asProblem(error)
    } finally {
      if (mine === controller) loading.value = false
    }
  }
  watch(
    source,
    (value) => {
      current = value
      void run()
    },
    { immediate: true },
  )
  onScopeDispose(() => controller.abort())
  return { data, problem, loading, reload: run }
}
