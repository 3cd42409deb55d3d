import type { Addition, Amendable, Amendment, Amendments } from '@/api/types'

/** Figures that follow another when it is raised, as long as nobody has touched them: what is measured on the spot. */
const followers: Record<string, string[]> = {
  limit: ['doubtful', 'visible', 'nominal', 'reported'],
  small: ['small_visible'],
  large: ['large_visible'],
}
/** Whether a figure follows another. */
export const follows = (name: string) => Object.values(followers).some((names) => names.includes(name))

const twoDecimals = (n: number) => Math.round(n * 100) / 100

/** The values after one was changed; those that belong to it move in proportion while they are as above. */
export function withValue(criterion: Amendable, values: Record<string, number>, name: string, value: number): Record<string, number> {
  const next = { ...values, [name]: value }
  const leader = criterion.values.find((v) => v.name === name)
  if (!leader?.value) return next
  for (const follower of followers[name] ?? []) {
    const of = criterion.values.find((v) => v.name === follower)
    if (!of || of.direction !== leader.direction) continue
    const before = values[name] ?? leader.value
    if ((values[follower] ?? of.value) === twoDecimals((of.value * before) / leader.value) || values[follower] === undefined) {
      next[follower] = twoDecimals((of.value * value) / leader.value)
    }
  }
  return next
}

/** A text of the standard above with one figure in it replaced: 内存 ≥ 4 GB, 内存 ≥ 8 GB. */
export function withFigure(text: string, before: number, after: number): string {
  const figure = String(before).replace('.', '\\.')
  return text.replace(new RegExp(`(^|[^\\d.])${figure}(?![\\d.]*\\d)`, 'g'), (_, lead: string) => lead + String(after))
}

export const blankAddition = (): Addition => ({
  id: '',
  bit: 0,
  tier: 'all',
  group: 'hardware',
  subject: 'host',
  title: '',
  clause: '',
  required: '',
  unit: '',
  rule: '',
  failure: '',
  mend: '',
})

/** The amendments with one criterion amended otherwise, or no more. */
export function withAmendment(a: Amendments, criterion: string, amendment: Amendment | undefined): Amendments {
  const changed = (a.changed ?? []).filter((one) => one.criterion !== criterion)
  return { ...a, changed: amendment ? [...changed, amendment] : changed }
}

/** The amendments with the addition at a place replaced, given up, or a new one at the end. */
export function withAddition(a: Amendments, index: number, addition: Addition | undefined): Amendments {
  const added = [...(a.added ?? [])]
  if (addition) added.splice(index, 1, addition)
  else added.splice(index, 1)
  return { ...a, added }
}

/** The amendments with a reading chosen; what is chosen above is not written down. */
export function withReading(a: Amendments, reading: string, alternative: string, above: string): Amendments {
  const { [reading]: _, ...others } = a.readings ?? {}
  return { ...a, readings: alternative === above ? others : { ...others, [reading]: alternative } }
}
