// Leaflet is a classic script of the page (Folium's map needs the global); modules import it by this name.
export const Layer = window.L.Layer;
export default window.L;
