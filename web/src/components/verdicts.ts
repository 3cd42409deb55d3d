import type { VerdictView } from '@/api/types'

/** Verdicts as people work through them: what fails, what nobody knows yet, what passes, and what does not decide. */
export interface SortedVerdicts {
  failed: VerdictView[]
  unknown: VerdictView[]
  passed: VerdictView[]
  /** Of the tier that the component is not held to; shown for information. */
  other: VerdictView[]
}

export function sortVerdicts(verdicts: VerdictView[]): SortedVerdicts {
  const deciding = verdicts.filter((v) => v.decides)
  const by = (outcome: string) => deciding.filter((v) => v.outcome === outcome)
  return {
    failed: by('fail'),
    unknown: by('unknown'),
    passed: by('pass'),
    other: verdicts.filter((v) => !v.decides && v.outcome !== 'not_applicable'),
  }
}
