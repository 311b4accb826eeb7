// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Test} from "./Test.sol";

/// @notice Reads one file of spec/vectors; a spot is the path to an object of it.
abstract contract Vectors is Test {
    string internal json;

    constructor(string memory file) {
        json = vm.readFile(string.concat("../spec/vectors/", file));
    }

    function _uint64(string memory spot, string memory field) internal view returns (uint64) {
        return uint64(vm.parseJsonUint(json, string.concat(spot, field)));
    }

    function _bytes32(string memory spot, string memory field) internal view returns (bytes32) {
        return vm.parseJsonBytes32(json, string.concat(spot, field));
    }

    function _at(string memory list, uint256 index) internal pure returns (string memory) {
        return string.concat(list, "[", vm.toString(index), "]");
    }
}
