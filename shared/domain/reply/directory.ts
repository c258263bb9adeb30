/** A department as the hospital lists it. */
export type Department = {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly kind: string;
  readonly floor: string;
  readonly phone: string;
  readonly hours: string;
  readonly handles: readonly string[];
};

const ASKS_WHERE_OR_HOW =
  /电话|号码|联系方式|几楼|哪层|在哪|位置|怎么走|在几|什么时间|几点|上班|下班|营业|开门|phone|number|where|floor|open|hours/i;

/** Words that may stand around a department's name in a question about its place, phone or hours. */
const FILLER =
  /请问|问一下|想问|你们|医院|咱们|的|是|多少|电话|号码|联系方式|一下|几楼|哪层|在哪里?儿?|位置|怎么走|在几|什么时间|什么时候|几点|上班|下班|营业|开门|关门|周末|今天|吗|呢|啊|呀|诊室|门诊|科室|办公室|[\s\p{P}]|phone|number|where|what|is|the|floor|open|hours|of|department/giu;

export const departmentNamed = (
  departments: readonly Department[],
  name: string,
): Department | undefined =>
  departments.find((d) => d.name === name) ?? departments.find((d) => d.aliases.includes(name));

/** The department that a text names, the longest name first; undefined where it names none. */
const departmentIn = (
  departments: readonly Department[],
  text: string,
): { readonly department: Department; readonly name: string } | undefined => {
  let best: { department: Department; name: string } | undefined;
  for (const department of departments)
    for (const name of [department.name, ...department.aliases])
      if (name.length >= 2 && text.includes(name) && name.length > (best?.name.length ?? 0))
        best = { department, name };
  return best;
};

/**
 * Answers questions for a department's place, phone or hours that say nothing else (心内科电话多少). A longer question
 * belongs to the knowledge base, even where it names a department.
 */
export const directoryAnswer = (
  departments: readonly Department[],
  text: string,
): Department | undefined => {
  if (!ASKS_WHERE_OR_HOW.test(text)) return undefined;
  const named = departmentIn(departments, text);
  if (named === undefined) return undefined;
  const rest = text.replace(named.name, '').replace(FILLER, '');
  return rest.length <= 2 ? named.department : undefined;
};
