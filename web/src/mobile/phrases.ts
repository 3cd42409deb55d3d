// What technicians mostly write, so that a tap is enough. Free text stays possible everywhere.

const common = {
  causes: ['线路松动', '设备老化', '使用不当', '系统故障', '灰尘过多'],
  remedies: ['重新插拔线缆', '更换配件', '清洁除尘', '重装系统', '校准调试', '远程指导解决'],
  parts: ['电源线', 'HDMI 线', '电源适配器', '触控笔', '电池', '网线'],
}

const byFault: Record<string, Partial<typeof common>> = {
  F01: { causes: ['插座无电', '电源板损坏', '电源线损坏'], remedies: ['更换电源板', '更换电源线', '恢复供电'], parts: ['电源板', '电源线'] },
  F02: { causes: ['信号线松动', 'OPS 接触不良', '背光损坏'], remedies: ['重插 OPS', '更换信号线', '更换背光板'], parts: ['HDMI 线', '背光板'] },
  F03: { causes: ['触摸框积灰', 'USB 触控线松动', '触摸框损坏'], remedies: ['清洁触摸框', '重新校准', '更换触摸框'], parts: ['触摸框', 'USB 触控线'] },
  F04: { causes: ['屏线松动', '屏幕损坏', '外力碰撞'], remedies: ['重插屏线', '更换屏幕'], parts: ['屏线', '屏幕'] },
  F05: { causes: ['系统损坏', '硬盘故障', '内存故障'], remedies: ['还原系统', '重装系统', '更换硬盘'], parts: ['固态硬盘', '内存条'] },
  F06: { causes: ['音频线松动', '功放损坏', '驱动丢失'], remedies: ['重插音频线', '更换功放', '重装声卡驱动'], parts: ['音频线', '功放'] },
  F07: { causes: ['网线损坏', '交换机故障', '设置错误'], remedies: ['更换网线', '重启交换机', '重新设置网络'], parts: ['网线', '水晶头', '交换机'] },
  F08: { causes: ['病毒', '垃圾文件过多', '内存不足'], remedies: ['杀毒清理', '还原系统', '加装内存'], parts: ['内存条'] },
  F09: { causes: ['软件损坏', '账号问题', '版本过旧'], remedies: ['重装软件', '重置账号', '升级软件'] },
  F10: { causes: ['灯泡到期', '过滤网堵塞', '散热不良'], remedies: ['更换灯泡', '清洁过滤网'], parts: ['投影灯泡', '过滤网'] },
  F11: { causes: ['连接线松动', '设备损坏'], remedies: ['重插连接线', '更换设备'], parts: ['USB 线', '摄像头', '麦克风'] },
  F13: { causes: ['线路老化', '安装松动', '内部短路'], remedies: ['断电检修', '重新固定', '更换线路'], parts: ['电源线', '插座', '支架'] },
}

export const phrasesFor = (fault: string) => ({ ...common, ...byFault[fault] })
