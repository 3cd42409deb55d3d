import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { asProblem, isAbort, type Problem } from '@/api/problem'
import { tryVersion } from '@/api/standardVersions'
import type { StandardDraft, StandardTrial } from '@/api/types'
import { sumTrials } from './trial'

/** How many parts are asked for at a time. */
const atOnce = 2

/**
 * Tries a draft out part by part, county after county: the sum grows as answers come, and leaving the page or changing
 * the draft ends it. Nothing is kept on the server.
 */
export function useTrial() {
  const parts = shallowRef<StandardTrial[]>([])
  const total = ref(0)
  const running = ref(false)
  const problem = shallowRef<Problem>()
  /** Which draft the figures are of. */
  const version = ref(0)
  let controller = new AbortController()

  function stop() {
    controller.abort()
    running.value = false
  }
  async function run(draft: StandardDraft) {
    controller.abort()
    const mine = (controller = new AbortController())
    const waiting = draft.pieces.map((piece) => piece.organisation_id)
    parts.value = []
    total.value = waiting.length
    problem.value = undefined
    version.value = draft.version
    running.value = true
    const work = async () => {
      for (let id = waiting.shift(); id !== undefined && !mine.signal.aborted; id = waiting.shift()) {
        const part = await tryVersion(draft.id, id, mine.signal)
        if (!mine.signal.aborted) parts.value = [...parts.value, part]
      }
    }
    try {
      await Promise.all(Array.from({ length: atOnce }, work))
    } catch (error) {
      if (mine.signal.aborted || isAbort(error)) return
      problem.value = asProblem(error)
      mine.abort()
    }
    if (controller === mine) running.value = false
  }
  onScopeDispose(stop)
  const done = computed(() => parts.value.length)
  const sum = computed(() => sumTrials(parts.value))
  /** All of this very draft was tried. */
  const whole = (draft: StandardDraft) => !running.value && !problem.value && version.value === draft.version && done.value === draft.pieces.length
  return { sum, done, total, running, problem, version, run, stop, whole }
}
