import { watchEffect } from 'vue'

/** Names the window after what it shows, such as the room of a detail page. */
export function useHead(title: () => string) {
  watchEffect(() => (document.title = `${title()} · 班班通设备管理`))
}
