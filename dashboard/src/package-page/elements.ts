/** Elements of a page without a framework: texts are texts, whatever they hold. */
type Attributes = Record<string, string | EventListener>;

export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...content: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'string') made.setAttribute(key, value);
    else made.addEventListener(key, value);
  }
  made.append(...content);
  return made;
}
