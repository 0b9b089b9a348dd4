"""The expectations of `test_who_may`, written by hand: endpoint x role, on data of one's own body and of another.

Roles, in the order of the columns: anonymous (no token), sender (a client of body A), mandated (a client of a service
provider with a mandate of A), other (a client of body B), steward (a person of body A), administrator (a person who
keeps parties, clients, lists and
definitions), auditor (reads the audit trails), dashboard (reads figures), sandbox (a client of a
test body with all the scopes it has: anybody makes one, so it may what anonymous may, and rehearse), supplier (a client
of the supplier of body A that may see its own contracts and report on them, no more).

A row: service, method, path, about whose data (`a`, `b`, or `-`), a body by name (`-`: none), and a status per role.
"""

from dataclasses import dataclass

from services.ingest.data_contracts.table import DATA_CONTRACTS
from shared.procurement.own_record import RecordKind

ROLES = (
    *("anonymous", "sender", "mandated", "other", "steward", "administrator", "auditor", "dashboard", "sandbox"),
    "supplier",
)


@dataclass(frozen=True)
class Row:
    """One endpoint on one body's data, and the status each role must get."""

    service: str
    method: str
    path: str
    about: str
    body: str
    expected: dict[str, int]

    @property
    def endpoint(self) -> tuple[str, str, str]:
        return self.service, self.method, self.path


TABLE = """
registry GET  /parties                                  - -     200 200 200 200 200 200 200 200 200 200
registry GET  /parties/{key}                            a -     200 200 200 200 200 200 200 200 200 200
registry POST /parties/_import                          - empty 401 403 403 403 403 400 403 403 403 403
registry POST /sandbox-clients                          - empty 400 400 400 400 400 400 400 400 400 400
registry POST /client-proposals                         - empty 401 403 403 403 403 400 403 403 403 403
registry GET  /client-proposals                         - -     401 403 403 403 403 200 403 403 403 403
registry GET  /client-proposals/{proposal}              - -     401 403 403 403 403 404 403 403 403 403
registry POST /client-proposals/{proposal}/confirmation - -     401 403 403 403 403 404 403 403 403 403
registry POST /client-proposals/{proposal}/refusal      - reason 401 403 403 403 403 404 403 403 403 403
registry GET  /clients                                  - -     401 403 403 403 403 200 403 403 403 403
registry GET  /clients/{client}                         a -     401 200 404 404 404 200 404 404 404 404
registry GET  /me                                       - -     401 200 200 200 200 200 200 200 200 200
registry GET  /audit-events                             - -     401 403 403 403 403 403 200 403 403 403
registry POST /parties                                  - empty 401 403 403 403 403 400 403 403 403 403
registry PUT  /parties/{key}                            a empty 401 403 403 403 403 400 403 403 403 403
registry POST /parties/{key}/_end                       a empty 401 403 403 403 403 400 403 403 403 403
registry GET  /open-work                                - -     401 200 200 200 200 200 200 200 200 200
registry GET  /search                                   - -     200 200 200 200 200 200 200 200 200 200
registry GET  /successions                              - -     200 200 200 200 200 200 200 200 200 200
registry GET  /successions/{succession}                     - -     404 404 404 404 404 404 404 404 404 404
registry POST /successions                              - empty 401 403 403 403 403 400 403 403 403 403
registry POST /successions/{succession}/withdrawal      - empty 401 403 403 403 403 400 403 403 403 403
registry PUT  /clients/{client}                         a empty 401 403 403 403 403 400 403 403 403 403
registry POST /signing-keys/_rotate                     - -     401 403 403 403 403 200 403 403 403 403
registry GET  /signing-keys                             - -     401 403 403 403 403 200 403 403 403 403
registry GET  /reference-lists                          - -     200 200 200 200 200 200 200 200 200 200
registry GET  /reference-lists/{name}                   - -     200 200 200 200 200 200 200 200 200 200
registry GET  /reference-lists/{name}/versions          - -     200 200 200 200 200 200 200 200 200 200
registry POST /reference-lists/{name}/versions          - empty 401 403 403 403 403 400 403 403 403 403
registry GET  /reference-lists/{name}/versions/{version} - -    200 200 200 200 200 200 200 200 200 200
registry POST /reference-lists/{name}/versions/{version}/publication - empty 401 403 403 403 403 400 403 403 403 403
registry POST /reference-lists/{name}/versions/{version}/withdrawal - empty 401 403 403 403 403 428 403 403 403 403
registry GET  /unmatched-buyers                         - -     401 403 403 403 403 200 403 403 403 403
registry POST /buyer-links                              - empty 401 403 403 403 403 400 403 403 403 403
registry GET  /buyer-links                              - -     401 403 403 403 403 200 403 403 403 403
registry POST /buyer-links/{link}/unlinking           - reason 401 403 403 403 403 404 403 403 403 403
registry POST /objections                               - empty 401 403 403 403 403 400 403 403 403 403
registry GET  /objections                               - -     401 403 403 403 403 200 403 403 403 403
registry POST /objections/{objection}/withdrawal           - reason 401 403 403 403 403 404 403 403 403 403
registry POST /erasures                                 - empty 401 403 403 403 403 400 403 403 403 403
registry GET  /erasures                                 - -     401 403 403 403 403 200 403 403 403 403
registry GET  /erasures/{erasure}                       - -     401 403 403 403 403 404 403 403 403 403
registry POST /mandates                                 a mandate 401 403 403 403 409 409 403 403 403 403
registry POST /mandates                                 b mandate 401 403 403 403 403 409 403 403 403 403
registry GET  /mandates                                 - -     401 200 200 200 200 200 200 200 200 200
registry GET  /mandates/{mandate_id}                    a -     401 200 200 404 200 200 404 404 404 404
registry GET  /mandates/{mandate_id}                    b -     401 404 200 200 404 200 404 404 404 404
registry POST /mandates/{mandate_id}/grants             a bodies 401 403 403 403 428 428 403 403 403 403
registry POST /mandates/{mandate_id}/grants             b bodies 401 403 403 403 404 428 403 403 403 403
registry POST /mandates/{mandate_id}/withdrawals        a bodies 401 403 403 403 428 428 403 403 403 403
registry POST /mandates/{mandate_id}/withdrawals        b bodies 401 403 403 403 404 428 403 403 403 403
registry GET  /sending-rights                           a -     401 403 403 403 403 200 403 403 403 403
registry GET  /participations                           - -     401 200 200 200 200 200 403 403 200 200
registry POST /participations                           a application 401 403 403 403 409 409 403 403 403 403
registry POST /participations                           b application 401 403 403 403 403 409 403 403 403 403
registry GET  /participations/{participation_id}        a -     401 200 404 404 200 200 404 404 404 404
registry GET  /participations/{participation_id}        b -     401 404 404 200 404 200 404 404 404 404
registry POST /participations/{participation_id}/transitions a step 401 403 403 403 428 428 403 403 403 403
registry POST /participations/{participation_id}/transitions b step 401 403 403 403 403 428 403 403 403 403
registry POST /participations/{participation_id}/acceptances a accepts 401 403 403 403 400 400 403 403 403 403
registry POST /participations/{participation_id}/acceptances b accepts 401 403 403 403 403 400 403 403 403 403
registry GET  /governance                               a -     401 200 403 403 200 200 403 403 403 403
registry GET  /governance                               b -     401 403 403 200 403 200 403 403 403 403
registry PUT  /governance                               a governance 401 403 403 403 428 428 403 403 403 403
registry PUT  /governance                               b governance 401 403 403 403 403 428 403 403 403 403
registry GET  /instruments                              - -     200 200 200 200 200 200 200 200 200 200
registry GET  /tier-profiles                            - -     200 200 200 200 200 200 200 200 200 200
registry GET  /catalog                                  - -     200 200 200 200 200 200 200 200 200 200
registry GET  /terms                                    - -     200 200 200 200 200 200 200 200 200 200
registry POST /terms                                    - empty 401 403 403 403 403 400 403 403 403 403
registry GET  /datasets/{dataset}/usage-terms           - -     200 200 200 200 200 200 200 200 200 200
registry PUT  /datasets/{dataset}/usage-terms           - empty 401 403 403 403 403 400 403 403 403 403

ingest   POST /submissions                              - empty 401 400 400 400 403 403 403 403 400 400
ingest   GET  /submissions                              - -     401 200 200 200 403 403 403 403 200 200
ingest   GET  /submissions/{submission_id}              a -     401 200 404 404 403 403 403 403 404 404
ingest   GET  /submissions/{submission_id}              b -     401 404 404 200 403 403 403 403 404 404
ingest   GET  /submissions/{submission_id}/findings     a -     401 200 404 404 403 403 403 403 404 404
ingest   GET  /submissions/{submission_id}/findings     b -     401 404 404 200 403 403 403 403 404 404
ingest   GET  /submissions/{submission_id}/records      a -     401 200 404 404 403 403 403 403 404 404
ingest   GET  /submissions/{submission_id}/records      b -     401 404 404 200 403 403 403 403 404 404
ingest   GET  /submissions/{submission_id}/payload      a -     401 200 404 404 403 403 403 403 404 404
ingest   GET  /submissions/{submission_id}/payload      b -     401 404 404 200 403 403 403 403 404 404
ingest   GET  /submissions/{submission_id}/table        a -     401 409 404 404 403 403 403 403 404 404
ingest   GET  /submissions/{submission_id}/table        b -     401 404 404 409 403 403 403 403 404 404
ingest   GET  /records                                  a -     401 200 404 404 403 403 403 403 404 404
ingest   GET  /records                                  b -     401 404 404 200 403 403 403 403 404 404
ingest   GET  /formats                                  - -     200 200 200 200 200 200 200 200 200 200
ingest   GET  /data-contracts/{data_contract}/example            - -     200 200 200 200 200 200 200 200 200 200
ingest   GET  /data-contracts/{data_contract}/schema             - -     200 200 200 200 200 200 200 200 200 200
ingest   GET  /data-contracts/{data_contract}/table-schema       - -     200 200 200 200 200 200 200 200 200 200
ingest   GET  /data-contracts/{data_contract}/template           - -     200 200 200 200 200 200 200 200 200 200
ingest   GET  /column-mappings                          - -     401 200 200 200 403 403 403 403 200 403
ingest   GET  /column-mappings/{mapping}                a -     401 200 404 404 403 403 403 403 404 403
ingest   GET  /column-mappings/{mapping}                b -     401 404 404 200 403 403 403 403 404 403
ingest   PUT  /column-mappings/{mapping}                - empty 401 400 400 400 403 403 403 403 400 403
ingest   DELETE /column-mappings/{mapping}              - -     401 404 404 404 403 403 403 403 404 403
ingest   POST /validations                              - empty 400 400 400 400 400 400 400 400 400 400
ingest   GET  /search                                   - -     401 200 200 200 403 403 403 403 403 403
ingest   GET  /lookup                                   a -     401 200 200 200 403 403 403 403 403 403
ingest   GET  /procedures                               - -     401 200 200 200 403 403 403 403 403 403
ingest   GET  /procedures/{procedure_id}                a -     401 200 200 200 403 403 403 403 403 403
ingest   GET  /procedures/{procedure_id}/history        a -     401 200 200 200 403 403 403 403 403 403
ingest   GET  /procedures/{procedure_id}/ocds           a -     200 200 200 200 200 200 200 200 200 200
ingest   GET  /ocds/releases                            - -     200 200 200 200 200 200 200 200 200 200
ingest   GET  /procedures/{procedure_id}/rdf            a -     200 200 200 200 200 200 200 200 200 200
ingest   GET  /rdf/procedures                           - -     200 200 200 200 200 200 200 200 200 200
ingest   GET  /ocds/records                             - -     200 200 200 200 200 200 200 200 200 200
ingest   GET  /procedures/{procedure_id}/lineage        a -     401 200 200 200 403 403 403 403 403 403
ingest   GET  /notices/{notice_id}/lineage              a -     401 200 200 200 403 403 403 403 403 403
ingest   GET  /notices/{notice_id}/source               a -     401 200 200 200 403 403 403 403 403 403
ingest   GET  /changes                                  - -     401 200 200 200 403 403 403 403 403 403
ingest   GET  /changes/{subject}                        - -     200 200 200 200 200 200 200 200 200 200
ingest   GET  /bulk                                     - -     200 200 200 200 200 200 200 200 200 200
ingest   GET  /bulk/{subject}                           - -     200 200 200 200 200 200 200 200 200 200
ingest   GET  /bulk/{subject}/{download}                - -     404 404 404 404 404 404 404 404 404 404
ingest   GET  /bulk/{subject}/editions/{position}/{download} - -  404 404 404 404 404 404 404 404 404 404
ingest   GET  /notices                                  - -     401 200 200 200 403 403 403 403 403 403
ingest   GET  /quality/rules                            - -     200 200 200 200 200 200 200 200 200 200
ingest   GET  /quality/scores                           a -     200 200 200 200 200 200 200 200 200 200
ingest   GET  /quality/failures                         a -     401 200 200 200 403 403 403 403 403 403
ingest   GET  /registration-comparisons                 a -     401 200 404 404 403 403 403 403 403 403
ingest   GET  /registration-comparisons                 b -     401 404 404 200 403 403 403 403 403 403
ingest   GET  /spend-suppliers                          a -     401 200 404 404 403 403 403 403 403 403
ingest   GET  /spend-suppliers                          b -     401 404 404 200 403 403 403 403 403 403
ingest   GET  /contracts                                - -     401 200 200 200 403 403 403 403 403 200
ingest   GET  /contract-timelines/{contract_id}         a -     401 200 404 404 403 403 403 403 403 200
ingest   GET  /contract-timelines/{contract_id}         b -     401 404 404 200 403 403 403 403 403 404
ingest   GET  /request-sheets/{contract_id}             a -     401 200 404 404 403 403 403 403 403 200
ingest   GET  /request-sheets/{contract_id}             b -     401 404 404 200 403 403 403 403 403 404
ingest   GET  /supplements                              - -     401 404 404 404 403 403 403 403 404 403
ingest   GET  /supplement-tasks                         - -     401 200 200 200 403 403 403 403 200 403
ingest   GET  /supplement-effort                        - -     401 200 200 200 403 403 403 403 404 403
ingest   GET  /registrations/{sender_key}               a -     401 200 404 404 403 403 403 403 404 403
ingest   GET  /registrations/{sender_key}               b -     401 404 404 200 403 403 403 403 404 403
ingest   GET  /open-work                                - -     401 200 200 200 200 200 200 200 200 200
ingest   GET  /me                                       - -     401 200 200 200 200 200 200 200 200 200
ingest   GET  /unmatched-buyers                         - -     401 403 403 403 403 200 403 403 403 403
ingest   GET  /audit-events                             - -     401 403 403 403 403 403 200 403 403 403

kpi      GET  /indicators                               - -     200 200 200 200 200 200 200 200 200 200
kpi      GET  /indicators/{code}                        - -     200 200 200 200 200 200 200 200 200 200
kpi      GET  /indicators/{code}/values                 - -     401 403 403 403 403 403 403 200 403 403
kpi      GET  /indicators/{code}/evidence               - -     401 403 403 403 403 403 403 200 403 403
kpi      GET  /indicators/{code}/ranking                 - -     401 403 403 403 403 403 403 200 403 403
kpi      GET  /scorecards/{key}                         a -     401 403 403 403 403 403 403 200 403 403
kpi      GET  /coverage                                 - -     401 403 403 403 403 403 403 200 403 403
kpi      GET  /blind-spots                              - -     401 403 403 403 403 403 403 200 403 403
kpi      GET  /procedures/{procedure_id}/counts-for     a -     401 403 403 403 403 403 403 200 403 403
kpi      GET  /own-records/{unit_id}/counts-for         a -     401 403 403 403 403 403 403 200 403 403
kpi      GET  /explanations                             - -     401 403 403 403 403 403 403 200 403 403
kpi      GET  /values                                   - -     401 403 403 403 403 403 403 200 403 403
kpi      GET  /indicators/{code}/versions               - -     200 200 200 200 200 200 200 200 200 200
kpi      POST /indicators/{code}/retirement             - empty 401 403 403 403 403 400 403 403 403 403
kpi      POST /card-validations                         - empty 401 403 403 403 403 400 403 403 403 403
kpi      POST /card-proposals                           - empty 401 403 403 403 403 400 403 403 403 403
kpi      GET  /card-proposals                           - -     401 403 403 403 403 200 403 403 403 403
kpi      GET  /card-proposals/{proposal}                - -     401 403 403 403 403 404 403 403 403 403
kpi      GET  /card-proposals/{proposal}/trial          - -     401 403 403 403 403 404 403 403 403 403
kpi      POST /card-proposals/{proposal}/adoption       - empty 401 403 403 403 403 400 403 403 403 403
kpi      POST /card-proposals/{proposal}/withdrawal     - reason 401 403 403 403 403 404 403 403 403 403
kpi      GET  /goals                                    - -     200 200 200 200 200 200 200 200 200 200
kpi      GET  /goals/{goal}                             - -     200 200 200 200 200 200 200 200 200 200
kpi      GET  /goals/{goal}/allocations                 - -     401 403 403 403 403 403 403 200 403 403
kpi      POST /goals/{goal}/allocations                 - empty 401 403 403 403 403 400 403 403 403 403
kpi      GET  /allocations/{allocation}                 - -     401 403 403 403 403 403 403 404 403 403
kpi      POST /allocations/{allocation}/shares/{share}/answer - answer 401 403 403 403 404 403 403 403 403 403
kpi      POST /allocations/{allocation}/decision        - decision 401 403 403 403 403 404 403 403 403 403
kpi      POST /allocations/{allocation}/withdrawal      - reason 401 403 403 403 403 404 403 403 403 403
kpi      GET  /goals/{goal}/allocation-suggestions      - -     401 403 403 403 403 403 403 400 403 403
kpi      POST /goals/{goal}/allocation-trials           - empty 401 403 403 403 403 403 403 400 403 403
kpi      GET  /goals/{goal}/tree                        - -     401 403 403 403 403 403 403 200 403 403
kpi      GET  /goals/{goal}/progress                    - -     401 403 403 403 403 403 403 200 403 403
kpi      GET  /goals/{goal}/versions                    - -     200 200 200 200 200 200 200 200 200 200
kpi      GET  /goal-relevance                           - -     200 200 200 200 200 200 200 200 200 200
kpi      POST /goal-proposals                           - empty 401 403 403 403 403 400 403 403 403 403
kpi      GET  /goal-proposals                           - -     401 403 403 403 403 200 403 403 403 403
kpi      GET  /goal-proposals/{proposal}                - -     401 403 403 403 403 404 403 403 403 403
kpi      POST /goal-proposals/{proposal}/adoption       - reason 401 403 403 403 403 404 403 403 403 403
kpi      POST /goal-proposals/{proposal}/withdrawal     - reason 401 403 403 403 403 404 403 403 403 403
kpi      GET  /publications/{publication}/samples       - -     401 403 403 403 403 403 404 403 403 403
kpi      GET  /publications/{publication}/notes         - -     401 403 403 403 403 403 404 403 403 403
kpi      POST /publications/{publication}/samples       - empty 401 403 403 403 403 403 403 403 403 403
kpi      POST /publications/{publication}/notes         - empty 401 403 403 403 403 403 403 403 403 403
kpi      GET  /decisions                                - -     200 200 200 200 200 200 200 200 200 200
kpi      POST /decisions                                - empty 401 403 403 403 400 400 403 403 403 403
kpi      GET  /reporting-cycles                         - -     401 403 403 403 200 200 403 403 403 403
kpi      GET  /reporting-cycles/{cycle}                 - -     401 403 403 403 404 404 403 403 403 403
kpi      POST /reporting-cycles                         - empty 401 403 403 403 403 400 403 403 403 403
kpi      POST /reporting-cycles/{cycle}/steps           - empty 401 403 403 403 400 400 403 403 403 403
kpi      GET  /packs                                    - -     200 200 200 200 200 200 200 200 200 200
kpi      GET  /packs/{pack}                             - -     404 404 404 404 404 404 404 404 404 404
kpi      GET  /packs/{pack}/files/{file}                - -     404 404 404 404 404 404 404 404 404 404
kpi      POST /packs                                    - empty 401 403 403 403 403 400 403 403 403 403
kpi      POST /packs/{pack}/approval                    - reason 401 403 403 403 403 404 403 403 403 403
kpi      POST /packs/{pack}/withdrawal                  - reason 401 403 403 403 403 404 403 403 403 403
kpi      GET  /publications                             - -     200 200 200 200 200 200 200 200 200 200
kpi      GET  /publications/{publication}               - -     404 404 404 404 404 404 404 404 404 404
kpi      GET  /publications/{publication}/files/{file}  - -     404 404 404 404 404 404 404 404 404 404
kpi      GET  /publications/{publication}/differences   - -     404 404 404 404 404 404 404 404 404 404
kpi      POST /publications                             - empty 401 403 403 403 403 400 403 403 403 403
kpi      POST /publications/{publication}/approval      - reason 401 403 403 403 403 404 403 403 403 403
kpi      POST /publications/{publication}/withdrawal    - reason 401 403 403 403 403 404 403 403 403 403
kpi      GET  /open-work                                - -     401 200 200 200 200 200 200 200 200 200
kpi      GET  /criteria                                  - -     200 200 200 200 200 200 200 200 200 200
kpi      GET  /criteria/{criterion}                      - -     404 404 404 404 404 404 404 404 404 404
kpi      POST /criteria                                  - empty 401 403 403 403 403 400 403 403 403 403
kpi      POST /criteria/{criterion}/adoption             - reason 401 403 403 403 403 404 403 403 403 403
kpi      POST /criteria/{criterion}/withdrawal           - reason 401 403 403 403 403 404 403 403 403 403
kpi      GET  /needs                                     - -     200 200 200 200 200 200 200 200 200 200
kpi      GET  /needs/{need}                              - -     404 404 404 404 404 404 404 404 404 404
kpi      POST /needs                                     - empty 401 403 403 403 400 400 403 403 403 403
kpi      POST /needs/{need}/answer                       - empty 401 403 403 403 400 400 403 403 403 403
kpi      GET  /search                                   - -     200 200 200 200 200 200 200 200 200 200
kpi      GET  /themes                                   - -     200 200 200 200 200 200 200 200 200 200
kpi      GET  /themes/{code}                            - -     404 404 404 404 404 404 404 404 404 404
kpi      GET  /spend-impact                             - -     401 403 403 403 403 403 403 200 403 403
kpi      GET  /spend-impact-reference                   - -     200 200 200 200 200 200 200 200 200 200
kpi      GET  /factor-sets                              - -     200 200 200 200 200 200 200 200 200 200
kpi      POST /factor-sets                              - empty 401 403 403 403 403 400 403 403 403 403
kpi      GET  /factor-sets/{code}                       - -     404 404 404 404 404 404 404 404 404 404
kpi      GET  /factor-sets/{code}/factors               - -     401 403 403 403 403 404 403 404 403 403
kpi      POST /factor-sets/{code}/adoption              - reason 401 403 403 403 403 404 403 403 403 403
kpi      POST /factor-sets/{code}/withdrawal            - reason 401 403 403 403 403 404 403 403 403 403
kpi      GET  /signatures                               - -     200 200 200 200 200 200 200 200 200 200
kpi      GET  /action-plans                             - -     200 200 200 200 200 200 200 200 200 200
kpi      GET  /plans                                    - -     200 200 200 200 200 200 200 200 200 200
kpi      GET  /plans/{unit}                             - -     404 404 404 404 404 404 404 404 404 404
kpi      GET  /plan-items                               - -     200 200 200 200 200 200 200 200 200 200
kpi      GET  /plan-overlaps                            - -     200 200 200 200 200 200 200 200 200 200
kpi      GET  /plan-assessments                         - -     200 200 200 200 200 200 200 200 200 200
kpi      GET  /plan-statuses                            - -     200 200 200 200 200 200 200 200 200 200
kpi      GET  /buyer-groups                             - -     200 200 200 200 200 200 200 200 200 200
kpi      GET  /policy-anchorings                        - -     200 200 200 200 200 200 200 200 200 200
kpi      GET  /tasks                                    - -     401 403 403 403 403 403 403 200 403 403
kpi      GET  /product-chains                           - -     200 200 200 200 200 200 200 200 200 200
kpi      GET  /product-chains/{code}                    - -     404 404 404 404 404 404 404 404 404 404
kpi      GET  /dimensions                               - -     200 200 200 200 200 200 200 200 200 200
kpi      POST /events                                   - empty 401 403 403 403 403 403 403 403 403 403
kpi      GET  /audit-events                             - -     401 403 403 403 403 403 200 403 403 403
registry GET  /rules                                   - -     200 200 200 200 200 200 200 200 200 200
registry GET  /rules/{code}                            - -     404 404 404 404 404 404 404 404 404 404
registry GET  /problems                                - -     200 200 200 200 200 200 200 200 200 200
registry GET  /problems/{name}                         - -     404 404 404 404 404 404 404 404 404 404
ingest   GET  /rules                                   - -     200 200 200 200 200 200 200 200 200 200
ingest   GET  /rules/{code}                            - -     404 404 404 404 404 404 404 404 404 404
ingest   GET  /problems                                - -     200 200 200 200 200 200 200 200 200 200
ingest   GET  /problems/{name}                         - -     404 404 404 404 404 404 404 404 404 404
kpi      GET  /rules                                   - -     200 200 200 200 200 200 200 200 200 200
kpi      GET  /rules/{code}                            - -     404 404 404 404 404 404 404 404 404 404
kpi      GET  /problems                                - -     200 200 200 200 200 200 200 200 200 200
kpi      GET  /problems/{name}                         - -     404 404 404 404 404 404 404 404 404 404
"""


def _row(line: str) -> Row:
    service, method, path, about, body, *statuses = line.split()
    return Row(service, method, path, about, body, dict(zip(ROLES, map(int, statuses), strict=True)))


_OF_EACH_COLLECTION = """
ingest   PUT  /{collection}/{{sender_key}}              - empty 401 400 400 400 403 403 403 403 400 {supplier}
ingest   GET  /{collection}/{{sender_key}}              - -     401 404 404 404 403 403 403 403 404 403
"""
"""Records of one data contract, one at a time: each has the same two addresses."""

_LINES = "".join(
    (
        TABLE,
        *(
            _OF_EACH_COLLECTION.format(
                collection=contract.collection(),
                supplier=400 if contract.kind is RecordKind.PERFORMANCE_REPORT else 403,
            )
            for contract in DATA_CONTRACTS
        ),
    )
)
ROWS = tuple(_row(line) for line in _LINES.splitlines() if line.strip())

PUBLIC = {
    ("registry", "GET", "/parties"),
    ("registry", "GET", "/parties/{key}"),
    ("registry", "POST", "/sandbox-clients"),
    ("registry", "GET", "/successions"),
    ("registry", "GET", "/successions/{succession}"),
    ("registry", "GET", "/reference-lists"),
    ("registry", "GET", "/reference-lists/{name}"),
    ("registry", "GET", "/reference-lists/{name}/versions"),
    ("registry", "GET", "/reference-lists/{name}/versions/{version}"),
    ("registry", "GET", "/instruments"),
    ("registry", "GET", "/tier-profiles"),
    ("registry", "GET", "/catalog"),
    ("registry", "GET", "/search"),
    ("registry", "GET", "/terms"),
    ("registry", "GET", "/datasets/{dataset}/usage-terms"),
    ("ingest", "GET", "/formats"),
    ("ingest", "GET", "/data-contracts/{data_contract}/example"),
    ("ingest", "GET", "/data-contracts/{data_contract}/schema"),
    ("ingest", "GET", "/data-contracts/{data_contract}/table-schema"),
    ("ingest", "GET", "/data-contracts/{data_contract}/template"),
    ("ingest", "GET", "/changes/{subject}"),
    ("ingest", "GET", "/bulk"),
    ("ingest", "GET", "/bulk/{subject}"),
    ("ingest", "GET", "/bulk/{subject}/{download}"),
    ("ingest", "GET", "/bulk/{subject}/editions/{position}/{download}"),
    ("ingest", "POST", "/validations"),
    ("kpi", "GET", "/indicators"),
    ("kpi", "GET", "/indicators/{code}"),
    ("kpi", "GET", "/indicators/{code}/versions"),
    ("kpi", "GET", "/dimensions"),
    ("kpi", "GET", "/goals"),
    ("kpi", "GET", "/goals/{goal}"),
    ("kpi", "GET", "/goals/{goal}/versions"),
    ("kpi", "GET", "/goal-relevance"),
    ("kpi", "GET", "/packs"),
    ("kpi", "GET", "/packs/{pack}"),
    ("kpi", "GET", "/packs/{pack}/files/{file}"),
    ("kpi", "GET", "/decisions"),
    ("kpi", "GET", "/publications"),
    ("kpi", "GET", "/publications/{publication}"),
    ("kpi", "GET", "/publications/{publication}/files/{file}"),
    ("kpi", "GET", "/publications/{publication}/differences"),
    ("kpi", "GET", "/factor-sets"),
    ("kpi", "GET", "/factor-sets/{code}"),
    ("kpi", "GET", "/spend-impact-reference"),
    ("kpi", "GET", "/search"),
    ("kpi", "GET", "/criteria"),
    ("kpi", "GET", "/criteria/{criterion}"),
    ("kpi", "GET", "/needs"),
    ("kpi", "GET", "/needs/{need}"),
    ("kpi", "GET", "/themes"),
    ("kpi", "GET", "/product-chains"),
    ("kpi", "GET", "/product-chains/{code}"),
    ("ingest", "GET", "/procedures/{procedure_id}/ocds"),
    ("ingest", "GET", "/procedures/{procedure_id}/rdf"),
    ("ingest", "GET", "/ocds/releases"),
    ("ingest", "GET", "/ocds/records"),
    ("ingest", "GET", "/rdf/procedures"),
    ("ingest", "GET", "/quality/rules"),
    ("ingest", "GET", "/quality/scores"),
    ("kpi", "GET", "/signatures"),
    ("kpi", "GET", "/action-plans"),
    ("kpi", "GET", "/plans"),
    ("kpi", "GET", "/plans/{unit}"),
    ("kpi", "GET", "/plan-items"),
    ("kpi", "GET", "/plan-overlaps"),
    ("kpi", "GET", "/plan-assessments"),
    ("kpi", "GET", "/plan-statuses"),
    ("kpi", "GET", "/buyer-groups"),
    ("kpi", "GET", "/policy-anchorings"),
    ("kpi", "GET", "/themes/{code}"),
    *(
        (service, "GET", path)
        for service in ("registry", "ingest", "kpi")
        for path in ("/rules", "/rules/{code}", "/problems", "/problems/{name}")
    ),
}
"""What anyone may call below /v1, without a token."""

OUTSIDE = {
    "GET /",
    "GET /health/live",
    "GET /health/ready",
    "GET /.well-known/security.txt",
    "GET /v1/openapi.json",
}
"""What stands outside the API in every service, for anyone."""

OUTSIDE_REGISTRY = {
    "POST /oauth/token",
    "POST /oauth/introspect",
    "POST /oauth/revoke",
    "GET /oauth/jwks",
    "GET /.well-known/openid-configuration",
    "GET /.well-known/oauth-authorization-server",
}
"""The authorization server's own standards; each authenticates its caller itself where it must."""
