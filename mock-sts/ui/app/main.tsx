/** Starts the workbench. */
import './styles/all.css'
import { render } from 'preact'
import { Frame } from './frame/frame.tsx'
import { followLinks } from './place.ts'
import { applyPreferences } from './preferences.ts'

applyPreferences()
followLinks()
render(<Frame />, document.getElementById('app') as HTMLElement)
