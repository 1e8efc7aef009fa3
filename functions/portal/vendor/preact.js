export { createContext, h, render } from 'preact';
export { useContext, useEffect, useErrorBoundary, useId, useRef, useState } from 'preact/hooks';
import { h } from 'preact';
import htm from 'htm';
export const html = htm.bind(h);
