"""What the compiled code works on: one array of whole numbers, the *memory*, with records at addresses in it.

A problem and a partial schedule of it lie in one array because compiled code passes one array on for nothing, and forty for a lot.
A record is known by its address; `memory[task + T_WORK]` is the work of the task at `task`. What is named in the plural
is the address of the first of several records or numbers side by side.
Over 150 lines because it is one table of contents.
"""

from __future__ import annotations

from typing import Final

#: No limit, no family, no matrix, not in the list: whatever is not there.
NONE: Final = -1
#: Later than any tick.
NEVER: Final = 1 << 40

#: Prices and energy are in parts of two to the power of this of a cost tick.
FINE: Final = 10

# The head of the memory, at fixed addresses. Value of the plan; state of the random numbers; the best value so far.
HORIZON: Final = 0
VALUE: Final = 1
RANDOM: Final = 2
BEST_VALUE: Final = 3
# The jobs that may move; those of them that are not placed.
MOVABLE: Final = 4
MOVABLE_COUNT: Final = 5
WAITING: Final = 6
WAITING_COUNT: Final = 7
# The parts of all tasks, a copy of them in the best plan, and how many numbers that is.
PARTS: Final = 8
BEST_PARTS: Final = 9
PARTS_LENGTH: Final = 10
# Room for one round: jobs to be put in with their keys, jobs taken out, jobs put in; and the table that sizes and losses are drawn from.
QUEUE: Final = 11
KEYS: Final = 12
OUT: Final = 13
INTO: Final = 14
LOGARITHM: Final = 15
# Ticks of travel from site to site, row by row, and how many sites there are; words of the bits of machines.
TRAVEL: Final = 16
SITES: Final = 17
WORDS: Final = 18
# All jobs, side by side, and how many.
JOBS: Final = 19
JOB_COUNT: Final = 20
# What has been looked at so far, in gaps: the measure of work that is the same on every machine.
WORK: Final = 21
# Value minus the price of all time that is held, in parts of 2^10 of a cost tick: what the rounds climb.
ENERGY: Final = 22
# How the rounds are tuned, see `tuning`.
RUIN: Final = 23
GUESTS: Final = 24
CANDIDATES: Final = 25
MACHINES: Final = 26
SQUEAK: Final = 27
BY_SLACK: Final = 28
BY_WORTH: Final = 29
FIRST: Final = 30
THRIFT: Final = 31
BLINK: Final = 32
CHOOSY: Final = 33
PARTED: Final = 34
BY_FAMILY: Final = 35
MAKE_WAY: Final = 36
# Whether the profits of jobs are those at the present prices.
PRICED: Final = 37
# Where a search may place and take out.
BEGIN: Final = 38
UNTIL: Final = 39
# What plans are compared by, in parts of 2^10 of a cost tick: the value, and what is thought of it that accounts have what they have;
# that of the best plan. Without regard for accounts it is the value.
MERIT: Final = 40
BEST_MERIT: Final = 41
# The accounts, side by side, and how many: none where there is no regard for them.
ACCOUNTS: Final = 42
ACCOUNT_COUNT: Final = 43
# The value that a plan should not be below, and what each tick below it costs.
ENOUGH: Final = 44
SHORTFALL: Final = 45
# Accounts are thought to have what begins before this tick.
COMMITTED: Final = 46
HEAD: Final = 47

# A job: its tasks, each after those that precede it.
J_TASKS: Final = 0
J_TASK_COUNT: Final = 1
J_WEIGHT: Final = 2
J_RELEASE: Final = 3
J_DEADLINE: Final = 4
# What it earns in full; deadline minus work; whether it must stay placed.
J_WORTH: Final = 5
J_SLACK: Final = 6
J_MANDATORY: Final = 7
# The machines it may use, as a list and as bits.
J_MACHINES: Final = 8
J_MACHINE_COUNT: Final = 9
J_BITS: Final = 10
# Whether it may move; whether it is placed, what it earns, and where it stands among those that wait.
J_MOVABLE: Final = 11
J_PLACED: Final = 12
J_GAIN: Final = 13
J_POSITION: Final = 14
# The price of all its parts; the most it can be worth beyond the price of its time.
J_COST: Final = 15
J_PROFIT: Final = 16
# Its account, `NONE` where there is no regard for accounts.
J_ACCOUNT: Final = 17
# Cost ticks, not weighted, that its account has of it.
J_CREDIT: Final = 18
JOB: Final = 19

# An account: cost ticks that it has, not weighted; what is thought of each number of them from 0 on, and the last such number.
A_GRANTED: Final = 0
A_REGARD: Final = 1
A_LAST: Final = 2
ACCOUNT: Final = 3

# A task.
T_JOB: Final = 0
T_FAMILY: Final = 1
T_WORK: Final = 2
T_OPTIONS: Final = 3
T_OPTION_COUNT: Final = 4
T_LINKS: Final = 5
T_LINK_COUNT: Final = 6
# Whether less than the whole may be granted. Of one that may be split: least of one part (0: it may not), least and most in all.
T_FLEXIBLE: Final = 7
T_LEAST_PART: Final = 8
T_LEAST: Final = 9
T_MOST: Final = 10
# Its parts, how many there may be, how many are placed, and how they were before a round.
T_PARTS: Final = 11
T_MOST_PARTS: Final = 12
T_COUNT: Final = 13
T_SAVED: Final = 14
T_SAVED_COUNT: Final = 15
# The earliest end that a maximum lag behind it leaves.
T_FLOOR: Final = 16
# Its options once more, as addresses: those first that earn most where they are cheapest.
T_RANKED: Final = 17
TASK: Final = 18

# A precedence from a task before; `L_MOST` may be `NONE`.
L_BEFORE: Final = 0
L_LEAST: Final = 1
L_MOST: Final = 2
LINK: Final = 3

# An option: a task in one mode.
O_FULL: Final = 0
O_LEAST: Final = 1
O_EXTRA: Final = 2
O_SITE: Final = 3
O_SEATS: Final = 4
O_SEAT_COUNT: Final = 5
O_DEMANDS: Final = 6
O_DEMAND_COUNT: Final = 7
O_STRETCHES: Final = 8
O_STRETCH_COUNT: Final = 9
O_MODE: Final = 10
# What it earns in full beyond the price of the cheapest time there is; and what the cheapest time costs in each of its stretches.
O_PROFIT: Final = 11
O_CHEAPEST: Final = 12
# Whether one of its machines has changeovers.
O_CHANGES: Final = 13
OPTION: Final = 14

# Units that an option holds of a pool: the address of the pool's free units by tick, of its prices, and how many.
D_LEVELS: Final = 0
D_PRICES: Final = 1
D_UNITS: Final = 2
DEMAND: Final = 3

# Where an occupation must lie, and the open window, of all its machines, that this is a part of.
S_LO: Final = 0
S_HI: Final = 1
S_WINDOW_LO: Final = 2
S_WINDOW_HI: Final = 3
# The least that a tick of it is worth to others, over all machines and pools of the option, in parts of 2^10 of a cost tick.
S_PRICE: Final = 4
# Where to read how much room there is at most: `W_ROOM` of the window of the first machine.
S_ROOM: Final = 5
STRETCH: Final = 6

# A machine: its occupations in order of time; its changeovers, row by row, or `NONE`; the number of families and the first one.
M_ENTRIES: Final = 0
M_COUNT: Final = 1
M_MATRIX: Final = 2
M_FAMILIES: Final = 3
M_INITIAL: Final = 4
# What its time is worth up to each tick, in parts of 2^10 of a cost tick: an occupation costs the difference of two of these.
M_PRICES: Final = 5
# Whether to take an occupation out may leave too little time for the changeover between its neighbours.
M_TIGHT: Final = 6
# By tick, the open window it lies in, or `NONE`.
M_WINDOWS: Final = 7
MACHINE: Final = 8

# An open window of a machine, and the most ticks in it that are free in a row.
W_LO: Final = 0
W_HI: Final = 1
W_ROOM: Final = 2
WINDOW: Final = 3

# An occupation of a machine.
E_START: Final = 0
E_END: Final = 1
E_TASK: Final = 2
ENTRY: Final = 3

# A part of a task; `P_OPTION` is `NONE` where it is not placed.
P_OPTION: Final = 0
P_START: Final = 1
P_GRANTED: Final = 2
# The price of the time it takes from others.
P_COST: Final = 3
PART: Final = 4
