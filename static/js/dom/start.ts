/** Starts one class per `data-module` name. A broken one is told on the console and leaves the others alone. */

export type ModuleClass = new (element: never) => unknown;

export function startModules(classes: Record<string, ModuleClass>, root: ParentNode = document): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-module]")) {
    for (const name of (element.dataset.module ?? "").split(" ")) start(element, classes[name]);
  }
}

function start(element: HTMLElement, module: ModuleClass | undefined): void {
  if (!module) return;
  try {
    new module(element as never);
  } catch (error) {
    console.error(error);
  }
}
