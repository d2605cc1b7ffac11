/** Walking the tree of departments. */
import type { DepartmentNode } from "./queries";

/** Every node, parents before their children. */
export function flatten(nodes: readonly DepartmentNode[]): DepartmentNode[] {
  return nodes.flatMap((node) => [node, ...flatten(node.children)]);
}

/** From the root to the department itself; empty when the tree does not hold it. */
export function pathTo(nodes: readonly DepartmentNode[], id: number): DepartmentNode[] {
  for (const node of nodes) {
    if (node.id === id) return [node];
    const below = pathTo(node.children, id);
    if (below.length > 0) return [node, ...below];
  }
  return [];
}

/** The nodes that `keep` wants, with everything above them, so that one sees where they hang. */
export function prune(nodes: readonly DepartmentNode[], keep: (node: DepartmentNode) => boolean): DepartmentNode[] {
  return nodes.flatMap((node) => {
    const children = prune(node.children, keep);
    return children.length > 0 || keep(node) ? [{ ...node, children }] : [];
  });
}

/** Name or code holds every typed word. */
export function matches(node: DepartmentNode, words: string): boolean {
  const text = `${node.name} ${node.code}`.toLowerCase();
  return words.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}
