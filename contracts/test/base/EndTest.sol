// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Header} from "../../src/BatchHeader.sol";
import {Request} from "../../src/RequestQueue.sol";
import {OffingEip712} from "../../src/libraries/OffingEip712.sol";
import {Proofs} from "./Proofs.sol";
import {VenueTest} from "./VenueTest.sol";

/// @notice A running venue, and the ways in which it ends.
abstract contract EndTest is VenueTest {
    /// @dev What watchers computed from the data of a batch that lies.
    bytes32 internal constant TRUE_ROOT = keccak256("true root");

    Proofs private _proofs;

    function setUp() public virtual override {
        super.setUp();
        _proofs = new Proofs();
        _postGenesis();
    }

    function _hash(Header memory header) internal view returns (bytes32) {
        return _proofs.header(header);
    }

    function _refusalDigest(Header memory header, bytes32 root) internal view returns (bytes32) {
        bytes32 separator = OffingEip712.domainSeparator(block.chainid, address(vault));
        return OffingEip712.digest(
            separator, OffingEip712.refusalHash(header.number, _hash(header), root)
        );
    }

    /// @dev By the watchers whose bits are set, in ascending order.
    function _refusals(Header memory header, bytes32 root, uint8 who)
        internal
        view
        returns (bytes[] memory signatures)
    {
        bytes32 digest = _refusalDigest(header, root);
        uint256 count = (who & 1) + ((who >> 1) & 1) + ((who >> 2) & 1);
        signatures = new bytes[](count);
        uint256 next = 0;
        for (uint256 i = 0; i < 3; ++i) {
            if ((who >> i) & 1 == 1) signatures[next++] = _signature(_watcherKeys()[i], digest);
        }
    }

    function _signature(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _cancel(Header memory header) internal {
        settlement.cancel(header, TRUE_ROOT, _refusals(header, TRUE_ROOT, 3));
    }

    /// @dev A deposit as the queue holds it, entered now.
    function _depositRequest(address payer, address account, uint64 amount)
        internal
        returns (Request memory)
    {
        uint64 index = _deposit(payer, account, amount);
        return Request(1, index, account, payer, uint64(block.timestamp), abi.encodePacked(amount));
    }
}
