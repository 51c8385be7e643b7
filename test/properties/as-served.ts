/**
 * To be imported before anything that draws pages: the pages are then made as the server makes them, by the quick build
 * of React and not by the one that checks its caller.
 */
process.env['NODE_ENV'] = 'production';
