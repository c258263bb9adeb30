import type { Hospital } from '#functions/usecases/set-up.ts';
import faq from '#shared/data/hospital/faq.json' with { type: 'json' };
import { hoursTable } from '#shared/domain/calendar/hours.ts';
import { articleSchema } from '#shared/domain/retrieval/article.ts';

/** A small hospital with the demo's knowledge: how sure an answer is depends on the base it is sought in. */
export const aHospital = (): Hospital => ({
  profile: {
    name: { 'zh-CN': '测试医院', en: 'Test hospital' },
    emergencyPhone: '0735-0000101',
    hotline: '0735-0000000',
    address: '测试路1号',
    deskHours: {
      text: '每天8:00—20:00',
      table: hoursTable.parse({
        id: 'desk',
        seasons: [
          {
            from: '01-01',
            week: { workday: [['08:00', '20:00']], restday: [['08:00', '20:00']] },
          },
        ],
      }),
    },
    topics: [],
  },
  departments: [
    {
      id: 'dept-1',
      name: '心血管内科',
      aliases: ['心内科'],
      kind: 'clinical',
      floor: '门诊楼3楼',
      phone: '0735-0000111',
      hours: '周一至周五8:00—17:30',
      handles: ['胸闷', '心慌'],
    },
    {
      id: 'dept-2',
      name: '医疗保险办公室',
      aliases: ['医保办'],
      kind: 'admin',
      floor: '门诊楼1楼',
      phone: '0735-0000204',
      hours: '工作日8:00—17:00',
      handles: ['异地医保'],
    },
  ],
  calendar: [],
  articles: faq.map((row) => articleSchema.parse(row)),
  staff: [
    {
      subject: 'agent-1',
      name: '甲客服',
      tier: 'agent',
      departments: ['客户服务中心'],
      skills: [],
    },
    {
      subject: 'agent-2',
      name: '乙客服',
      tier: 'agent',
      departments: ['客户服务中心'],
      skills: [],
    },
    { subject: 'boss', name: '丙主管', tier: 'supervisor', departments: [], skills: [] },
    {
      subject: 'insurance',
      name: '丁经办',
      tier: 'department',
      departments: ['医疗保险办公室'],
      skills: [],
    },
  ],
});
