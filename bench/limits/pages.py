"""A page of campaigns with its total as one statement that makes the JSON, too: no token, no filters."""

from django.db import connection
from django.http import HttpRequest, HttpResponse

from bench.limits.answers import json_answer

_INSTANT = """to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
_INSTANTS = {
    "startsAt": "starts_at",
    "endsAt": "ends_at",
    "pausedAt": "paused_at",
    "resumedAt": "resumed_at",
    "completedAt": "completed_at",
    "lastStatusChangedAt": "last_status_changed_at",
    "createdAt": "created_at",
    "updatedAt": "updated_at",
}
_PAGE = """
SELECT json_build_object(
    'items', (SELECT coalesce(json_agg(json_build_object('id', uuid, 'name', name, 'brief', brief, 'goal', goal,
        'type', type, 'status', status, 'isArchived', is_archived, 'context', brand.defaults || context_overrides,
        'contextOverrides', context_overrides, {instants})), '[]')
        FROM (SELECT * FROM campaigns_campaign
              WHERE company_id = %(company)s AND deleted_at IS NULL AND NOT is_archived
              ORDER BY created_at DESC, id DESC LIMIT %(limit)s OFFSET %(offset)s) AS rows),
    'total', (SELECT sum(n)::bigint FROM campaigns_campaigncount WHERE company_id = %(company)s AND NOT is_archived)
)::text
FROM (SELECT jsonb_build_object('keyMessages', key_messages, 'targetAudience', target_audience, 'tone', tone,
          'channels', channels) AS defaults
      FROM companies_brandprofile WHERE company_id = %(company)s) AS brand
""".replace("{instants}", ", ".join(f"'{key}', {_INSTANT.format(name)}" for key, name in _INSTANTS.items()))


def page(request: HttpRequest) -> HttpResponse:
    """The text as PostgreSQL made it."""
    wanted = {"limit": int(request.GET.get("limit", 20)), "offset": int(request.GET.get("offset", 0))}
    with connection.cursor() as cursor:
        cursor.execute(_PAGE, {"company": int(request.META["HTTP_X_COMPANY"]), **wanted})
        return json_answer(cursor.fetchone()[0].encode())
