import { onScopeDispose, ref } from 'vue'

/** True while the window is at most this many pixels wide. */
export function useNarrow(pixels: number) {
  const query = window.matchMedia(`(max-width: ${pixels}px)`)
  const narrow = ref(query.matches)
  const onChange = (event: MediaQueryListEvent) => (narrow.value = event.matches)
  query.addEventListener('change', onChange)
  onScopeDispose(() => query.removeEventListener('change', onChange))
  return narrow
}
