import type { Plan, PlanAims } from '@/api/types'

/** What a person decides of a plan, in the units that people use. */
export interface AimsDraft extends Omit<PlanAims, 'budget_cents'> {
  /** 万元; null is no limit. */
  budget: number | null
}

const centsPerWan = 1_000_000

export const draftOf = (aims?: PlanAims): AimsDraft => ({
  name: aims?.name ?? '',
  budget: aims?.budget_cents == null ? null : aims.budget_cents / centsPerWan,
  objective: aims?.objective ?? 'rooms',
  rural_percent: aims?.rural_percent ?? 100,
  network: aims?.network ?? false,
  software: aims?.software ?? false,
  count_unverified: aims?.count_unverified ?? false,
})

export const aimsOf = ({ budget, ...rest }: AimsDraft): PlanAims => ({ ...rest, name: rest.name.trim(), budget_cents: budget === null ? null : Math.round(budget * centsPerWan) })

/** Cents → "350.5 万元" */
export const formatBudget = (cents: number | null) => (cents === null ? '不限' : `${new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 6 }).format(cents / centsPerWan)} 万元`)

/** How good the choice is known to be. */
export function proofOf({ value, bound }: Pick<Plan['summary'], 'value' | 'bound'>, budget: number | null): string {
  if (budget === null) return '预算不限：没有因预算落选的教室'
  if (value === bound) return '已证明最优：同样的预算没有更好的选法'
  return `与理论上限相差不超过 ${(Math.ceil(((bound - value) / bound) * 1e6) / 1e4).toFixed(4)} %`
}
