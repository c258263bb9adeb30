import { describe, expect, it } from 'vitest';
import { praisedDepartment } from '#shared/domain/routing/praised-department.ts';
import { FRONT_DESK, routeTicket } from '#shared/domain/routing/route-ticket.ts';
import { helpKindOf, tidyHelp } from '#shared/domain/ticket/help.ts';
import type { Matter } from '#shared/domain/ticket/open-ticket.ts';
import { refineMatter } from '#shared/domain/ticket/refine-matter.ts';

const matter = (given: Partial<Matter>): Matter => ({
  category: '咨询',
  serviceClass: 'A',
  topic: null,
  severity: null,
  department: FRONT_DESK,
  routeReason: '',
  summary: '',
  ...given,
});

describe('the matter of a ticket', () => {
  it('moves to the more telling category and never back', () => {
    const complaint = matter({ category: '投诉', severity: 'S3', department: '医务部' });
    expect(refineMatter(matter({ category: '其他' }), complaint)).toEqual(complaint);
    expect(refineMatter(complaint, matter({ category: '咨询' }))).toBeUndefined();
    expect(refineMatter(complaint, complaint)).toBeUndefined();
  });

  it('takes the first words of a contact that began without any', () => {
    const wordless = matter({ category: '其他' });
    expect(refineMatter(wordless, matter({ category: '其他', summary: '在吗' }))).toMatchObject({
      summary: '在吗',
    });
  });

  it('takes the graver severity, and never the lighter', () => {
    const light = matter({ category: '投诉', severity: 'S3' });
    const grave = matter({ category: '投诉', severity: 'S1', department: '信息科' });
    expect(refineMatter(light, grave)).toMatchObject({ severity: 'S1', department: '信息科' });
    expect(refineMatter(grave, light)).toBeUndefined();
  });
});

describe('whom words are about', () => {
  const departments = [
    { name: '门诊部', aliases: ['服务台'] },
    { name: '心血管内科', aliases: ['心内科', '内科'] },
  ];
  const people = [{ name: '李明', department: '骨科' }];

  it.each([
    ['感谢服务台的小姑娘', '门诊部'],
    ['心内科的护士真好', '心血管内科'],
    ['表扬李明医生', '骨科'],
    ['你们真好', null],
  ] as const)('%s → %s', (text, department) => {
    expect(praisedDepartment(text, departments, people)).toBe(department);
  });

  it.each([
    ['老人没人陪，能不能陪诊', 'escort'],
    ['家属晚上住哪里方便', 'lodging'],
    ['钱包落在候诊区了', 'lost-property'],
    ['老爷爷独自住院，想请护工', 'companion'],
    ['帮我看看怎么挂号', undefined],
  ] as const)('%s asks for %s', (text, kind) => {
    expect(helpKindOf(text)).toBe(kind);
  });

  it('keeps of a call for help what its kind asks for, without blanks', () => {
    expect(
      tidyHelp({ kind: 'lodging', details: { nights: ' 2 ', item: '钱包', people: '' } }),
    ).toEqual({ kind: 'lodging', details: { nights: '2' } });
  });
});

describe('routing', () => {
  const nothing = {
    category: '咨询' as const,
    leadDepartment: null,
    answeringDepartment: null,
    guidedDepartment: null,
  };

  it.each([
    [
      'a complaint goes to its topic’s office',
      { category: '投诉' as const, leadDepartment: '医务部', answeringDepartment: '门诊部' },
      '医务部',
    ],
    [
      'an enquiry goes where its answer comes from',
      { leadDepartment: '医务部', answeringDepartment: '门诊部', guidedDepartment: '骨科' },
      '门诊部',
    ],
    ['a complaint of health goes to the clinic', { guidedDepartment: '骨科' }, '骨科'],
    ['the rest stays with the service centre', {}, FRONT_DESK],
  ])('%s, and says why', (_, given, department) => {
    const route = routeTicket({ ...nothing, ...given });
    expect(route.department).toBe(department);
    expect(route.reason).not.toBe('');
  });
});
