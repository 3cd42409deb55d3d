import { onScopeDispose, watch } from 'vue'

/** Runs the work again and again while the condition holds, the next time only after it is done. */
export function usePoll(condition: () => boolean, work: () => Promise<unknown>, everyMs: number) {
  let timer: ReturnType<typeof setTimeout> | undefined
  const stop = () => clearTimeout(timer)
  function next() {
    stop()
    timer = setTimeout(async () => {
      await work().catch(() => {}) // the server may be away for a moment; the next round tells
      if (condition()) next()
    }, everyMs)
  }
  watch(condition, (holds) => (holds ? next() : stop()), { immediate: true })
  onScopeDispose(stop)
}
