import { onScopeDispose } from 'vue'
import { onBeforeRouteLeave } from 'vue-router'

/** Asks before a form with unsaved changes is left. */
export function useUnsaved(changed: () => boolean) {
  const question = '有修改还没有保存，确定离开吗？'
  onBeforeRouteLeave(() => !changed() || window.confirm(question))
  const onUnload = (event: BeforeUnloadEvent) => {
    if (changed()) event.preventDefault()
  }
  window.addEventListener('beforeunload', onUnload)
  onScopeDispose(() => window.removeEventListener('beforeunload', onUnload))
}
