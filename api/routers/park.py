"""`/park`, `/policies`, `/shift-patterns` and `/skills`: what is said about the park as a whole, and about its people."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.conditional import UNCHANGED, IfMatch, IfMatchOrNew, IfMatchState, Show, tag
from api.creating import Create
from api.dependencies import Caller, Ctx
from api.errors import failing
from api.quick import quick
from api.schemas import park as schemas
from api.schemas import policies, shifts
from api.schemas.lists import Page, whole
from scheduler.domain.calendar import ShiftPattern
from scheduler.domain.machine import Skill
from scheduler.domain.pages import Page as Found
from scheduler.domain.park import ParkSettings
from scheduler.domain.policy import BookingPolicy
from scheduler.services import named, park
from scheduler.services import policies as versions

router = APIRouter(tags=["park"], responses=failing(401, 403, 422))

Name = Annotated[str, Path(max_length=200)]


@router.get("/park", response_model=schemas.ParkSettings, responses=UNCHANGED)
@quick
def get_park(ctx: Ctx, caller: Caller, show: Show) -> ParkSettings:
    """Tell the park's name, zone, holidays and distances."""
    return show(park.get_settings(ctx, caller))


@router.put("/park", response_model=schemas.ParkSettings, responses=failing(412, 428))
def replace_park(
    body: schemas.ParkSettings, ctx: Ctx, caller: Caller, seen: IfMatchState, response: Response
) -> ParkSettings:
    """Change them: the body says all of it anew."""
    return tag(response, park.put_settings(ctx, caller, body.value(), seen))


@router.get("/policies", response_model=Page[policies.Policy])
def list_policies(ctx: Ctx, caller: Caller) -> Found[BookingPolicy]:
    """List every version of the booking policy, oldest first; a tenant does not see what is said of the others."""
    return whole(versions.list_policies(ctx, caller))


@router.get("/policies/current", response_model=policies.Policy, responses=UNCHANGED)
def get_current_policy(ctx: Ctx, caller: Caller, show: Show) -> BookingPolicy:
    """Tell the booking policy in force."""
    return show(park.current_policy(ctx, caller))


@router.get("/policies/{version}", response_model=policies.Policy, responses=failing(404) | UNCHANGED)
def get_policy(
    version: Annotated[int, Path(ge=1, le=1_000_000_000)], ctx: Ctx, caller: Caller, show: Show
) -> BookingPolicy:
    """Tell a version of the booking policy, such as the one that let a request pass."""
    return show(versions.get_policy(ctx, caller, version))


@router.post("/policies", response_model=policies.Policy, status_code=201, responses=failing(409))
def add_policy(body: policies.PolicyTerms, create: Create) -> Response:
    """Put the next version of the booking policy in force; the old ones stay in the books."""
    return create(policies.Policy, lambda ctx, caller: park.add_policy(ctx, caller, body.value()), located=False)


@router.get("/shift-patterns", response_model=Page[shifts.ShiftPattern])
def list_shift_patterns(ctx: Ctx, caller: Caller) -> Found[ShiftPattern]:
    """List the shift patterns by name, `24/7` among them."""
    return whole(named.list_shift_patterns(ctx, caller))


@router.get("/shift-patterns/{name}", response_model=shifts.ShiftPattern, responses=failing(404) | UNCHANGED)
def get_shift_pattern(name: Name, ctx: Ctx, caller: Caller, show: Show) -> ShiftPattern:
    """Look a shift pattern up."""
    return show(named.get_shift_pattern(ctx, caller, name))


@router.put("/shift-patterns/{name}", response_model=shifts.ShiftPattern, responses=failing(412, 428))
def put_shift_pattern(
    name: Name, body: shifts.ShiftTerms, ctx: Ctx, caller: Caller, seen: IfMatchOrNew, response: Response
) -> ShiftPattern:
    """Store a shift pattern in place of the one of its name, or with `If-None-Match: *` beside the others."""
    return tag(response, named.put_shift_pattern(ctx, caller, body.named(name), seen))


@router.get("/skills", response_model=Page[shifts.Skill])
def list_skills(ctx: Ctx, caller: Caller) -> Found[Skill]:
    """List the skills by id."""
    return whole(park.list_skills(ctx, caller))


@router.post("/skills", response_model=shifts.Skill, status_code=201, responses=failing(409))
def create_skill(body: shifts.NewSkill, create: Create) -> Response:
    """Create a skill."""
    return create(shifts.Skill, lambda ctx, caller: park.create_skill(ctx, caller, body.value()))


@router.get("/skills/{skill_id}", response_model=shifts.Skill, responses=failing(404) | UNCHANGED)
def get_skill(skill_id: str, ctx: Ctx, caller: Caller, show: Show) -> Skill:
    """Look a skill up."""
    return show(park.get_skill(ctx, caller, skill_id))


@router.put("/skills/{skill_id}", response_model=shifts.Skill, responses=failing(404, 412, 428))
def replace_skill(
    skill_id: str, body: shifts.SkillTerms, ctx: Ctx, caller: Caller, version: IfMatch, response: Response
) -> Skill:
    """Change a skill: the body says all of it anew."""
    return tag(response, park.update_skill(ctx, caller, body.named(skill_id), version))
