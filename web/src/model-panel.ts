// The model in use: this site's, or one that a person has trained.
const nameText = document.querySelector<HTMLElement>('#model-name')!;
const licenceText = document.querySelector<HTMLElement>('#model-licence')!;
const back = document.querySelector<HTMLButtonElement>('#model-back')!;

export function showModel(name: string, licence: string, ofThisSite: boolean): void {
  nameText.textContent = ofThisSite ? name : `${name} (yours)`;
  licenceText.textContent = licence;
  back.hidden = ofThisSite;
}

/** Connects the buttons. The chosen file arrives through the file input (see photo-input.ts). */
export function offerModels(onBack: () => void): void {
  const input = document.querySelector<HTMLInputElement>('#model-file')!;
  document.querySelector<HTMLButtonElement>('#model-choose')!.addEventListener('click', () => input.click());
  back.addEventListener('click', onBack);
}
