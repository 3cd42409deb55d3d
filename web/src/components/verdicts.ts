import type { Verdict } from '@/api/types'

/** Verdicts as people work through them: what fails, what nobody knows yet, what passes, and what does not decide. */
export interface SortedVerdicts {
  failed: Verdict[]
  unknown: Verdict[]
  passed: Verdict[]
  /** Of the tier that the component is not held to, or of a spare; shown for information. */
  other: Verdict[]
}

export function sortVerdicts(verdicts: Verdict[]): SortedVerdicts {
  const deciding = verdicts.filter((v) => v.decides)
  const by = (outcome: string) => deciding.filter((v) => v.outcome === outcome)
  return {
    failed: by('fail'),
    unknown: by('unknown'),
    passed: by('pass'),
    other: verdicts.filter((v) => !v.decides && ['pass', 'fail', 'unknown'].includes(v.outcome)),
  }
}
