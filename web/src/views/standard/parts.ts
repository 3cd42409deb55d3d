import type { Criterion } from '@/api/types'
import { criterionSubjectLabels } from '@/labels'

export interface Part {
  subject: string
  title: string
  criteria: Criterion[]
}

/** What the reader wants to see of the notice. */
export interface Wanted {
  group: string
  /** '' is both tiers; criteria without a tier belong to either. */
  tier: string
  /** Only what something fails or lacks the fact for. */
  open: boolean
}

const isOpen = ({ counts: c }: Criterion) =>
  !!c && c.failed_suites + c.unknown_suites + c.failed_devices + c.unknown_devices + c.failed_schools + c.unknown_schools > 0

/** The clauses by what they look at, in the notice's order. */
export function partsOf(criteria: Criterion[], wanted: Wanted): Part[] {
  const shown = criteria.filter(
    (c) => c.group === wanted.group && (!wanted.tier || c.tier === wanted.tier || c.tier === 'all') && (!wanted.open || isOpen(c)),
  )
  const subjects = [...new Set(shown.map((c) => c.subject))]
  return subjects.map((subject) => ({ subject, title: criterionSubjectLabels.of(subject), criteria: shown.filter((c) => c.subject === subject) }))
}
