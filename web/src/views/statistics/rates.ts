/** The rates of suites that history tells, in the order of the table. */
export const rates = [
  { key: 'passed', title: '设备达标率' },
  { key: 'standard_passed', title: '标准配置达标率' },
  { key: 'usable', title: '可用率' },
  { key: 'network_passed', title: '网络达标率' },
  { key: 'software_passed', title: '软件达标率' },
] as const
export const rateKeys = rates.map((r) => r.key)
export type RateKey = (typeof rateKeys)[number]
