// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Leaves} from "./libraries/Leaves.sol";

/// @notice A request as it was entered.
/// @param l1Time block time of its entry, in seconds
struct Request {
    uint8 requestType;
    uint64 index;
    address account;
    address sender;
    uint64 l1Time;
    bytes payload;
}

/// @notice Requests that the operator must serve strictly in order. Each is emitted whole; only the prefix
/// hashes are stored, so that a batch proves in O(1) that it consumed exactly the requests up to its cursor.
abstract contract RequestQueue {
    /// @notice Payload: amount (u64, micro-USDC).
    uint8 public constant REQUEST_DEPOSIT = 1;

    /// @notice Payload: kind (u16) and value, by the operator alone.
    uint8 public constant REQUEST_PARAMETER = 7;

    /// @notice Requests entered so far; also the index of the next one.
    uint64 public requestCount;

    /// @notice Micro-USDC that came in with all of them, deposits and prices: the sum of the first words of
    /// their payloads.
    uint128 public enteredTotal;

    /// @dev prefix[0] is zero and is never written: entering writes prefix[index + 1].
    mapping(uint64 index => bytes32) private _prefixes;

    event Requested(
        uint64 indexed index,
        uint8 requestType,
        address indexed account,
        address indexed sender,
        uint64 l1Time,
        bytes payload,
        bytes32 prefix
    );

    error CursorPastQueue(uint64 cursor, uint64 length);

    /// @notice Hash over the first `cursor` requests; zero for none.
    function prefixAt(uint64 cursor) external view returns (bytes32) {
        if (cursor > requestCount) revert CursorPastQueue(cursor, requestCount);
        return _prefixes[cursor];
    }

    /// @notice Whether this request stands in the queue, at its index, in every field.
    function isEntered(Request calldata request) public view returns (bool) {
        uint64 index = request.index;
        if (index >= requestCount) return false;
        bytes32 hash = Leaves.request(
            request.requestType, index, request.account, request.sender, request.l1Time, request.payload
        );
        return keccak256(bytes.concat(_prefixes[index], hash)) == _prefixes[index + 1];
    }

    /// @dev A request that brings money: its payload begins with how much.
    /// @param sender msg.sender, or the vault of what it holds already: nobody enters one in another's name
    function _enterPaid(
        uint8 requestType,
        address account,
        address sender,
        uint64 paid,
        bytes memory rest
    ) internal returns (uint64 index) {
        enteredTotal += paid;
        index = _enter(requestType, account, sender, abi.encodePacked(paid, rest));
    }

    /// @dev Likewise, of one that brings none.
    function _enter(uint8 requestType, address account, address sender, bytes memory payload)
        internal
        returns (uint64 index)
    {
        index = requestCount;
        uint64 l1Time = uint64(block.timestamp);
        bytes32 request = Leaves.request(requestType, index, account, sender, l1Time, payload);
        bytes32 prefix = keccak256(bytes.concat(_prefixes[index], request));
        requestCount = index + 1;
        _prefixes[index + 1] = prefix;
        emit Requested(index, requestType, account, sender, l1Time, payload, prefix);
    }
}
