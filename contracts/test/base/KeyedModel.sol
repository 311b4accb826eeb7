// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {KeyedTree} from "../../src/libraries/KeyedTree.sol";

/// @notice A plain keyed tree, built from the whole set each time, beside the verifier.
library KeyedModel {
    struct Entry {
        bytes key;
        bytes32 value;
    }

    function root(Entry[] memory entries) internal pure returns (bytes32) {
        if (entries.length == 0) return 0;
        if (entries.length == 1) return KeyedTree.leaf(entries[0].key, entries[0].value);
        uint16 keyBit = _firstDifference(entries);
        bytes32 left = root(_side(entries, keyBit, false));
        return KeyedTree.node(keyBit, left, root(_side(entries, keyBit, true)));
    }

    /// @dev Packed; of the entry at which a search for the key ends.
    function proof(Entry[] memory entries, bytes memory key)
        internal
        pure
        returns (bytes memory steps, Entry memory found)
    {
        while (entries.length > 1) {
            uint16 keyBit = _firstDifference(entries);
            bool right = KeyedTree.bitAt(key, keyBit);
            bytes32 sibling = root(_side(entries, keyBit, !right));
            steps = bytes.concat(abi.encodePacked(keyBit, sibling), steps);
            entries = _side(entries, keyBit, right);
        }
        found = entries[0];
    }

    /// @dev That the key has no entry.
    function absence(Entry[] memory entries, bytes memory key) internal pure returns (bytes memory) {
        if (entries.length == 0) return "";
        (bytes memory steps, Entry memory found) = proof(entries, key);
        return bytes.concat(found.key, found.value, steps);
    }

    function _firstDifference(Entry[] memory entries) private pure returns (uint16 keyBit) {
        while (true) {
            bool first = KeyedTree.bitAt(entries[0].key, keyBit);
            for (uint256 i = 1; i < entries.length; ++i) {
                if (KeyedTree.bitAt(entries[i].key, keyBit) != first) return keyBit;
            }
            ++keyBit;
        }
    }

    function _side(Entry[] memory entries, uint16 keyBit, bool right)
        private
        pure
        returns (Entry[] memory side)
    {
        uint256 count = 0;
        for (uint256 i = 0; i < entries.length; ++i) {
            if (KeyedTree.bitAt(entries[i].key, keyBit) == right) ++count;
        }
        side = new Entry[](count);
        count = 0;
        for (uint256 i = 0; i < entries.length; ++i) {
            if (KeyedTree.bitAt(entries[i].key, keyBit) == right) side[count++] = entries[i];
        }
    }
}
