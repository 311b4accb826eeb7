// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Test} from "./Test.sol";

/// @notice The optimised artefacts that are deployed (`npm run build`), and what a whole transaction costs.
abstract contract GasMeter is Test {
    /// @param name of a contract in a file of the same name
    function _artefact(string memory name, bytes memory arguments) internal returns (address created) {
        string memory file = string.concat("out/", name, ".sol/", name, ".json");
        bytes memory code = bytes.concat(vm.getCode(file), arguments);
        assembly ("memory-safe") {
            created := create(0, add(code, 32), mload(code))
        }
        vm.assertTrue(created != address(0), "deployed");
    }

    /// @dev A whole transaction: 21,000, calldata and execution from cold, or the calldata's floor if more.
    /// @param touched what the transaction before must not have warmed
    function _cost(address[4] memory touched, address sender, address target, bytes memory call)
        internal
        returns (uint256)
    {
        for (uint256 i = 0; i < touched.length; ++i) vm.cool(touched[i]);
        vm.prank(sender, sender);
        uint256 before = gasleft();
        (bool done,) = target.call(call);
        uint256 execution = before - gasleft();
        vm.assertTrue(done, "the call succeeds");
        uint256 units = 0;
        for (uint256 i = 0; i < call.length; ++i) units += call[i] == 0 ? 1 : 4;
        uint256 plain = 21_000 + 4 * units + execution;
        uint256 floor = 21_000 + 10 * units;
        return plain > floor ? plain : floor;
    }
}
