export const kindOptions = [
  { value: 'ledger', label: '现有台账，一行一个教室' },
  { value: 'devices', label: '设备清单，一行一件设备' },
  { value: 'classrooms', label: '教室清单' },
  { value: 'schools', label: '学校清单' },
] as const

export type Kind = (typeof kindOptions)[number]['value']

export const statusTexts: Record<string, string> = {
  uploaded: '待核对列',
  checking: '试运行中',
  checked: '待执行',
  applying: '导入中',
  applied: '已导入',
  failed: '未完成',
}

export const resultTexts = { added: '新增', changed: '更新', unchanged: '不变', rejected: '拒绝' } as const
export type Result = keyof typeof resultTexts

export const isRunning = (status: string) => status === 'checking' || status === 'applying'

/** Which of the five steps an import stands at, counted from 0. */
export function stepOf(status: string): number {
  return { uploaded: 1, checking: 2, checked: 2, applying: 3, applied: 4, failed: 1 }[status] ?? 0
}
