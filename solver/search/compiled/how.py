"""How the functions of this package are compiled, and how they get at the memory."""

from __future__ import annotations

import threading
from collections.abc import MutableSequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numba import njit, types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable

#: The memory as Python holds it, and as compiled functions see it.
Numbers: TypeAlias = NDArray[np.int64]
Memory: TypeAlias = MutableSequence[int]

#: Held while compiled code is loaded or compiled: the compiler's own tables do not bear two threads at once. The only state there is here.
LOADING = threading.RLock()

#: Without Python's lock, so that threads run at once; division as the processor does it, for no divisor here is ever 0.
compiled = njit(nogil=True, error_model="numpy")


@intrinsic
def _address_of(_context: Any, array: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return make_array(signature.args[0])(context, builder, arguments[0]).data  # type: ignore[no-untyped-call]  # numba has no types here

    return types.CPointer(types.int64)(array), generate  # type: ignore[no-untyped-call]  # numba has no types here


#: Returns the address of the first number of an array. An array that is handed from function to function has its references
#: counted each time, which costs more than the functions do; an address is a number in a register. Whoever holds the array keeps
#: it alive.
address_of: Callable[[Numbers], Memory] = _address_of  # type: ignore[assignment]  # what the intrinsic is to its callers
