// The origin's rules, each by its number: what RFC 8216bis (draft 22), Apple's authoring specification and this house ask of it.

export type Rule = {
  number: string;
  says: string;
  /** Concerns what goes over the wire: its test runs over HTTP/1.1 and over HTTP/2. */
  http: boolean;
};

const overHttp = (number: string, says: string): Rule => ({ number, says, http: true });

export const RULES: readonly Rule[] = [
  overHttp('1', 'content type of a playlist, gzip where it is accepted'),
  overHttp('2', 'EXT-X-VERSION 9 where EXT-X-SKIP is used, 10 where date ranges are skipped'),
  overHttp('3', 'a constant target duration that no rounded EXTINF exceeds'),
  overHttp('4', 'the media sequence grows by one for each removed segment, in order'),
  overHttp('5', 'a discontinuity before the first part after a break, counted when it slides out'),
  overHttp('6', 'a new EXT-X-MAP when the initialisation section changes'),
  overHttp('7', 'a date on every segment, before its first part'),
  overHttp('8', 'dates advance by EXTINF ± 50 ms, except at a discontinuity'),
  overHttp('9', 'EXT-X-PART-INF whenever there is a part'),
  overHttp('10', 'no part is longer than the part target'),
  overHttp('11', 'no part is shorter than 85 % of it, but before an independent one or as the last of its parent'),
  overHttp('12', 'INDEPENDENT=YES on parts that begin with a key frame'),
  overHttp('13', 'the parts of a segment hold exactly its samples'),
  overHttp('14', 'parts leave the playlist 3 TD from the end, their bytes are served 3 TD longer'),
  overHttp('15', 'the next part appears within one part target of the last'),
  overHttp('16', 'CAN-BLOCK-RELOAD=YES'),
  overHttp('17', 'PART-HOLD-BACK of at least three part targets'),
  overHttp('18', 'HOLD-BACK of at least three target durations'),
  overHttp('19', 'CAN-SKIP-UNTIL of at least six target durations; deltas of a long window'),
  overHttp('20', 'EXT-X-RENDITION-REPORT for every other rendition of the feed'),
  overHttp('21', 'exactly one preload hint, whose URI is later published verbatim'),
  overHttp('22', 'no hint with ENDLIST'),
  overHttp('22b', 'a stretch without media is a gap or a discontinuity, never a silently shorter timeline'),
  overHttp('23', '_HLS_msn alone waits for the whole segment'),
  overHttp('24', '_HLS_msn with _HLS_part waits for that part'),
  overHttp('25', "a part past the segment's end means part 0 of the next"),
  overHttp('26', '_HLS_part without _HLS_msn → 400'),
  overHttp('27', '_HLS_msn more than two ahead → 400 at once'),
  overHttp('28', "_HLS_part further ahead than three seconds' worth → 400"),
  overHttp('29', 'an _HLS_msn already gone → 200 with the whole playlist'),
  overHttp('30', 'blocked for more than 3 TD → 503'),
  overHttp('31', 'with ENDLIST the directives are ignored'),
  overHttp('32', '_HLS_skip → a delta; where nothing can be skipped, the whole playlist'),
  overHttp(
    '33',
    'a delta merged into the previous playlist is the whole one; a malformed directive → 400, never a hang',
  ),
  overHttp('34', 'a request for the hinted part blocks, then gets the whole part'),
  overHttp('35', 'an unknown or abandoned part → 404'),
  overHttp('36', 'a hinted last part survives the closing of its segment'),
  overHttp('37', 'a part is one or more moof + mdat, each with tfdt'),
  overHttp('38', 'the bytes behind a URI never change, and nothing may be stored'),
  overHttp('39', 'sixteen blocked requests of one client never starve another'),
  overHttp('40', 'range requests of segments: 206, 416'),
  overHttp('41', 'who loses the right gets 403 on the next request, and what is under way ends'),
];
