// The reports that this phone follows.
import { recall, remember } from '@/memory'

/** A report made on this phone that can be followed. */
export interface Followed {
  number: string
  follow: string
  place: string
}

/** The newest ten reports of this phone. */
export const followed = () => recall<Followed[]>('followed') ?? []

export function follow(report: Followed) {
  remember('followed', [report, ...followed().filter((f) => f.number !== report.number)].slice(0, 10))
}

/** Something that no other phone says; crypto.randomUUID is missing in WeChat's browser of 2020. */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('')
}
