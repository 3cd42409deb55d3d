import { getPlan } from '@/api/renewal'
import type { Plan } from '@/api/types'
import { formatCount } from '@/format'

/** How a server comes along with a plan. */
type Run = Pick<Plan, 'status' | 'done' | 'total' | 'silent'>

/** A server is computing the plan, or will. */
export const isOpen = ({ status }: Pick<Plan, 'status'>) => status === 'queued' || status === 'running'

/** How far it is, in words. */
export function progressOf({ status, done, total, silent }: Run): string {
  if (silent) return '测算中断了，服务恢复后自动重新开始。'
  if (status === 'queued') return '正在排队。'
  if (!total) return '正在读取价格和标准。'
  return done < total ? `已测算 ${formatCount(done)} / ${formatCount(total)} 所学校。` : `${formatCount(total)} 所学校都已测算，正在求解列入哪些教室。`
}

/** Out of a hundred; undefined while nobody knows. */
export const percentOf = ({ status, done, total, silent }: Run) => (status === 'running' && total && !silent ? Math.floor((100 * done) / total) : undefined)

/** The plan of a county is there within a second: it is waited for a moment, so that its page begins with the result. */
const moment = 2500
const pause = 250
export async function settled(plan: Plan): Promise<Plan> {
  const until = Date.now() + moment
  let now = plan
  while (isOpen(now) && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, pause))
    now = await getPlan(plan.id)
  }
  return now
}
