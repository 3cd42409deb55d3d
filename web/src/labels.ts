// The Chinese words for the codes that the API speaks, in the order screens show them. The words are those of the
// field (台账, 通知 and forms); the server uses the same ones in reports.

const inOrder = <K extends string>(labels: Record<K, string>) => ({
  labels,
  options: (Object.keys(labels) as K[]).map((value) => ({ value, label: labels[value] })),
  of: (code: string | null | undefined) => labels[(code ?? '') as K] ?? code ?? '',
})

export const gradeLabels = inOrder({ fail: '不达标', unknown: '待核实', pass: '达标' })

/** What a purchase comes to; of what is offered, the vendor can still tell what is open. */
export const purchaseLabels = inOrder({ refused: '不得采购（不达标）', incomplete: '参数不全', advised: '建议采购' })
export const offerLabels = inOrder({ fail: '不达标', unknown: '缺参数', pass: '达标' })

export const categoryLabels = inOrder({
  host: '主机',
  panel: '交互智能平板/智慧黑板',
  screen: '投影/白板/电视',
  doc_camera: '视频展示台',
  camera: '摄像头',
  audio: '扩音设备',
  control: '中控与讲台',
  network: '网络设备',
  other: '其他',
})

export const deviceStateLabels = inOrder({
  in_use: '在用',
  idle: '闲置',
  damaged: '损坏',
  repairing: '维修中',
  to_retire: '待报废',
  retired: '已报废',
})

export const organisationKindLabels = inOrder({ province: '省', city: '设区市', county: '县（市、区）', school: '学校' })

export const schoolTypeLabels = inOrder({
  primary: '小学',
  teaching_point: '教学点',
  junior: '初级中学',
  nine_year: '九年一贯制学校',
  complete: '完全中学',
  senior: '高级中学',
  twelve_year: '十二年一贯制学校',
  special: '特殊教育学校',
  vocational: '中等职业学校',
  kindergarten: '幼儿园',
})

export const areaLabels = inOrder({ urban: '城区', town: '镇区', rural: '乡村' })

export const sponsorLabels = inOrder({ education: '教育部门', other: '其他部门', enterprise: '地方企业', private: '民办' })

export const classroomKindLabels = inOrder({ ordinary: '普通教室', special: '功能室' })

export const transferStatusLabels = inOrder({
  proposed: '待批准',
  approved: '已批准',
  handed_over: '已交出',
  received: '已接收',
  rejected: '全部拒收',
  declined: '不批准',
  withdrawn: '已撤回',
  cancelled: '已取消',
})

export const disposalStatusLabels = inOrder({ applied: '待审批', approved: '已批准报废', declined: '不批准', withdrawn: '已撤回' })
export const disposalCauseLabels = inOrder({ useless: '不达标且无利旧去处', broken: '损坏无法修复', aged: '超过使用年限', other: '其他' })

export const ticketStatusLabels = inOrder({
  open: '待受理',
  working: '处理中',
  finished: '待确认',
  done: '已完成',
  cancelled: '已取消',
})

export const priorityLabels = inOrder({ P0: 'P0 安全', P1: 'P1 紧急', P2: 'P2 一般', P3: 'P3 轻微' })

export const channelLabels = inOrder({ label: '扫码报修', desk: '网页登记' })

export const photoStageLabels = inOrder({ report: '报修时', before: '维修前', after: '维修后' })

export const sourceLabels = inOrder({
  typed: '人工填写',
  imported: '台账导入',
  catalogue: '型号目录',
  agent: '采集程序',
  measured: '检测',
})

export const roleLabels = inOrder({
  province_admin: '省级管理员',
  city_admin: '市级管理员',
  county_admin: '县级管理员',
  auditor: '审计员',
  centre_admin: '中心校管理员',
  school_admin: '学校管理员',
  teacher: '教师',
  technician: '运维技术员',
})

export const criterionGroupLabels = inOrder({ hardware: '硬件', network: '网络', software: '软件' })

export const tierLabels = inOrder({ min: '最低配置', std: '标准配置', all: '不分档' })

export const criterionSubjectLabels = inOrder({
  classroom: '教室',
  host: '主机',
  display: '屏幕',
  camera: '摄像头',
  audio: '扩音系统',
  outputs: '输出接口',
  inputs: '输入接口',
  school: '学校',
})

export const planObjectiveLabels = inOrder({ rooms: '达标教室最多', pupils: '受益学生最多' })

export const planStatusLabels = inOrder({ queued: '排队中', running: '测算中', done: '已完成', failed: '未完成' })

export const planFateLabels = inOrder({
  chosen: '列入计划',
  budget: '预算不足',
  unverified: '须先核实',
  uncounted: '班额未填',
  helpless: '无法靠设备解决',
})
