import { computed } from 'vue'
import { askTrial, getTrial, stopTrial } from '@/api/standardVersions'
import type { StandardDraft } from '@/api/types'
import { useLoad } from '@/composables/useLoad'
import { usePoll } from '@/composables/usePoll'
import { useSubmit } from '@/composables/useSubmit'

/** A place of so many schools is tried without being asked after every change; more take their time. */
const few = 500

/** The trial of a draft, which the server makes: how far it is, what it has found, and a way to have it made or stopped. */
export function useTrial(draft: () => StandardDraft | undefined) {
  const { data: trial, reload } = useLoad(
    () => {
      const d = draft()
      return d?.editable ? { id: d.id, version: d.version, ask: d.schools <= few && !d.objections.length } : undefined
    },
    async (asked) => {
      if (!asked) return undefined
      const found = await getTrial(asked.id)
      return asked.ask && (found.status === 'none' || found.stale) ? askTrial(asked.id, asked.version) : found
    },
  )
  const running = computed(() => trial.value?.status === 'queued' || trial.value?.status === 'running')
  usePoll(() => running.value, reload, 1000)

  const { busy, problem, submit } = useSubmit()
  const ask = () => submit(async () => (trial.value = await askTrial(draft()!.id, draft()!.version)))
  const stop = () => submit(async () => (trial.value = await stopTrial(draft()!.id)))
  /** What was found, if it is of the draft as it is. */
  const current = computed(() => (trial.value?.status === 'done' && !trial.value.stale ? trial.value : undefined))
  return { trial, running, current, busy, problem, ask, stop }
}
