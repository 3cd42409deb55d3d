import type { StandardTrial, TriedCriterion, TriedSchool } from '@/api/types'

type Standing = StandardTrial['now']
type Grades = Standing['hardware']
export interface Moved {
  fallen: number
  risen: number
  fallen_devices: number
  risen_devices: number
}
export interface MovedPlace extends Moved {
  id: number
  name: string
  schools: number
}

/** What a draft would change in the parts that were tried so far. */
export interface TrialSum extends Moved {
  now: Standing
  then: Standing
  criteria: TriedCriterion[]
  /** Those where most falls first. */
  schools: TriedSchool[]
  /** By the place right below, where most falls first. */
  places: MovedPlace[]
}

const grades = (a: Grades, b: Grades): Grades => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, unknown: a.unknown + b.unknown })
const standing = (a: Standing, b: Standing): Standing => ({
  hardware: grades(a.hardware, b.hardware),
  network: grades(a.network, b.network),
  software: grades(a.software, b.software),
  devices: grades(a.devices, b.devices),
  schools: grades(a.schools, b.schools),
})
const moved = (a: Moved, b: Moved): Moved => ({
  fallen: a.fallen + b.fallen,
  risen: a.risen + b.risen,
  fallen_devices: a.fallen_devices + b.fallen_devices,
  risen_devices: a.risen_devices + b.risen_devices,
})
const byFallen = (a: Moved, b: Moved) => b.fallen - a.fallen || b.fallen_devices - a.fallen_devices || b.risen - a.risen || b.risen_devices - a.risen_devices

/** Adds up the parts; undefined of none. */
export function sumTrials(parts: StandardTrial[]): TrialSum | undefined {
  if (!parts.length) return undefined
  const criteria = new Map<string, TriedCriterion>()
  const places = new Map<number, MovedPlace>()
  for (const part of parts) {
    for (const c of part.criteria) {
      const sofar = criteria.get(c.id)
      if (!sofar) criteria.set(c.id, { ...c })
      else {
        sofar.now_suites += c.now_suites
        sofar.then_suites += c.then_suites
        sofar.now_devices += c.now_devices
        sofar.then_devices += c.then_devices
      }
    }
    for (const s of part.schools) {
      const sofar = places.get(s.child_id) ?? { id: s.child_id, name: s.child, schools: 0, fallen: 0, risen: 0, fallen_devices: 0, risen_devices: 0 }
      places.set(s.child_id, { ...sofar, ...moved(sofar, s), schools: sofar.schools + 1 })
    }
  }
  const [first, ...rest] = parts as [StandardTrial, ...StandardTrial[]]
  const total = rest.reduce<Moved & { now: Standing; then: Standing }>(
    (sum, part) => ({ ...moved(sum, part), now: standing(sum.now, part.now), then: standing(sum.then, part.then) }),
    first,
  )
  return {
    fallen: total.fallen,
    risen: total.risen,
    fallen_devices: total.fallen_devices,
    risen_devices: total.risen_devices,
    now: total.now,
    then: total.then,
    criteria: [...criteria.values()].sort((a, b) => b.then_suites - b.now_suites - (a.then_suites - a.now_suites) || a.id.localeCompare(b.id)),
    schools: parts.flatMap((part) => part.schools).sort(byFallen),
    places: [...places.values()].sort(byFallen),
  }
}
